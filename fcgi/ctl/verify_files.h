// Attachments: what the records of a conversation name, and what is there.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "ctl/verify.h"
#include "store/files.h"

namespace support::ctl {

struct Attached {
  std::uint64_t line = 0;  // of its record
  std::uint64_t n = 0;
  base::Time t{};
  store::StoredFile file;
};

// By size and SHA-256.  One whose record was taken out must be gone.
void check_attachments(const Verification& run,
                       const store::ConversationId& id,
                       const std::vector<Attached>& files,
                       const std::set<std::uint64_t>& redacted);

// In hex; "" when it is gone.  Throws IoError.
std::string sha256_of(const base::Path& file, bool past_cache);

// Beside its place for a moment while it is written: a name with a dot in
// front, changed within the last minute.
bool is_passing(const base::Path& file, base::Time now);

}  // namespace support::ctl

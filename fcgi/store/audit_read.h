// The audit log, read from its end: a page of a day's lines, newest first.  A
// day of any length costs the same, as only the end of its file is read.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/audit.h"

namespace support::store {

struct AuditLine {
  std::uint64_t offset = 0;  // where it begins in its file
  bool is_damaged = false;   // then nothing below is known
  std::string time;          // as iso() writes it
  AuditEvent event;
};

struct AuditPage {
  std::vector<AuditLine> lines;  // newest first
  // Older ones of the day begin before this offset; 0: there are none.
  std::uint64_t before = 0;
};

// The days that have a file, the newest first: "20261122".
std::vector<std::string> audit_days(const Paths& paths);

// At most `limit` of the lines that are `wanted`, of those that begin before
// `before` (nothing: of all).  Looks at 4 MiB and then gives what it has: with
// few or no lines, `before` says where to go on.  A missing file has none.
// Throws IoError.
AuditPage audit_page(const Paths& paths, const std::string& day,
                     std::optional<std::uint64_t> before, std::size_t limit,
                     const std::function<bool(const AuditLine&)>& wanted);

}  // namespace support::store

// Whole files (store/whole_file.h), one by one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/json.h"
#include "ctl/verify.h"

namespace support::ctl {

// Its JSON object, sound or edited by hand; nothing, and a finding, when it
// holds none, and nothing alone when it is missing.
std::optional<base::json::Value> check_whole(const Verification& run,
                                             const base::Path& file,
                                             std::size_t max_bytes);

// Runs what reads the file as the program does, and reports what it throws.
void check_meaning(const Verification& run, const base::Path& file,
                   const std::function<void()>& read);

// The old revisions in a folder old/, by the name of their file: each sound,
// their numbers without gap up to the file's own.
using Revisions = std::map<std::string, std::map<std::int64_t, base::Path>>;
Revisions check_old(const Verification& run, const base::Path& folder,
                    std::size_t max_bytes);
void check_revisions(const Verification& run, const base::Path& file,
                     std::int64_t rev, const Revisions& old);

// When it was last written; now when it is missing.
base::Time written(const base::Path& file, base::Time now);

}  // namespace support::ctl

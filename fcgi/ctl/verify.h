// The parts of verify: each looks at one folder of the data directory and
// changes nothing.  A further check is one more function and one more row of
// the table in verify.cc.  No part holds more than a conversation, a list or a
// thousand rows of the index at once.
#pragma once

#include <optional>
#include <string>

#include "ctl/ctl.h"
#include "ctl/lists.h"
#include "ctl/progress.h"
#include "ctl/report.h"
#include "ctl/suspects.h"
#include "index/read_to.h"

namespace support::ctl {

struct Wish {
  base::Path data = {};  // "": the place's own
  std::optional<base::Time> began = {};  // when that copy was begun
  bool past_cache = false;          // read the disk itself
};

struct Verification {
  store::Paths paths;
  base::Time now{};  // the machine's, whatever clock is held: for files' ages
  Report& report;
  Lists& lists;
  Suspects& suspects;
  Progress& progress;
  std::optional<index::ReadTos>& index;  // nothing: there is none to ask
  std::optional<base::Time> began;
  bool past_cache = false;

  // Recorded (or written) so late that a copy need not have all of it.
  bool is_newer(base::Time t) const;
  // Something of that time is missing: damage, or a note in a copy.
  void lost(const base::Path& file, std::uint64_t line, std::string message,
            base::Time t, Advice advice = Advice::restore,
            const base::Path& wanted = {}) const;
  // Of another report, and nothing else different.
  Verification into(Report& other) const;
};

// False when something is there that is not to be opened; it is told.
bool verify_kinds(const Verification& run);
// VERSION; false when nothing below it can be understood.  Throws
// std::runtime_error when this is no data directory at all.
bool verify_version(const Verification& run);
// conversations/ and the attachments that their records name.
void verify_conversations(const Verification& run);
// files/: what no conversation claims.
void verify_files(const Verification& run);
// customers/: their lists.
void verify_customers(const Verification& run);
// Whole files of JSON: tokens/, sessions/, users/, settings, quick replies,
// and the old revisions of those that have any.
void verify_tokens(const Verification& run);
void verify_sessions(const Verification& run);
void verify_users(const Verification& run);
void verify_settings(const Verification& run);
// journal/ and what else lies in data/.
void verify_rest(const Verification& run);
// Rows of the index whose conversation is not there.
void verify_index(const Verification& run);
// audit/; and what it knows of those that seem to be missing.
void verify_audit(const Verification& run);
// What is known of missing users, conversations and tokens in the end.
void settle_users(const Verification& run);
void settle(const Verification& run);
// A copy's MANIFEST, which stands beside its data/; none: nothing.
void verify_manifest(const Verification& run);
// The backup that a folder is, or whose data/ it is.
std::optional<base::Path> backup_with(const base::Path& folder);

// All of them.  Throws std::runtime_error when the data directory is none.
Report verify_all(const Place& place, const Wish& wish);

}  // namespace support::ctl

// The parts of verify: each looks at one folder of the data directory and
// changes nothing.  A further check is one more function and one more row of
// the table in verify.cc.
#pragma once

#include "ctl/ctl.h"
#include "ctl/report.h"

namespace support::ctl {

struct Verification {
  const Place& place;
  Report& report;
  bool past_cache = false;  // read the disk itself
};

// conversations/ and the attachments that their records name.
void verify_conversations(const Verification& run);
// files/: what no conversation claims.
void verify_files(const Verification& run);
// customers/: their lists.
void verify_customers(const Verification& run);
// tokens/, sessions/, users/, settings: whole files of JSON.
void verify_whole_files(const Verification& run);

// All of them.  Throws std::runtime_error when the data directory is none, or
// of a later version.
Report verify_all(const Place& place, bool past_cache);

}  // namespace support::ctl

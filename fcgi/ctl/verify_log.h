// One append-only file (store/record.h), line by line: every CRC, the numbers
// 1, 2, 3 without gap or double, time that never runs backwards.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ctl/report.h"
#include "store/record.h"

namespace support::ctl {

struct Line {
  std::uint64_t number = 0;  // in its file, from 1
  store::Record record;
};

// The valid records in order; what is wrong goes into the report.  A line that
// is none is damage if a record's number is missing there.  Otherwise nothing
// acknowledged can have stood in it: a writer was killed in its write, or the
// disk refused, and the next record took the number.
// `past_cache`: asks the kernel to read from the disk, not from its cache.
std::vector<Line> verify_log(Report& report, const base::Path& file,
                             bool past_cache);

}  // namespace support::ctl

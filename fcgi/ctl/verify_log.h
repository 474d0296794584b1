// One append-only file (store/record.h), line by line: every CRC, the numbers
// 1, 2, 3 without gap or double, time that never runs backwards.
#pragma once

#include <cstdint>
#include <functional>

#include "ctl/report.h"
#include "store/log.h"
#include "store/record.h"

namespace support::ctl {

struct Line {
  std::uint64_t number = 0;  // in its file, from 1
  store::Offset end = 0;     // behind its newline
  std::uint32_t crc = 0;
  store::Record record;
};

// Gives the valid records in order; what is wrong goes into the report.  A line
// that is none is damage if a record's number is missing there, or if it looks
// like a record that was changed.  Otherwise nothing acknowledged can have
// stood in it: a writer was killed in its write, or the disk refused, and the
// next record took the number.  A line that a redact record names may be in
// the middle of being overwritten.
void verify_log(Report& report, const base::Path& file, bool past_cache,
                const std::function<void(const Line&)>& each);

// Whether bytes that are no valid line are a whole one that was changed, and
// not the beginning of one that its writer, killed, did not end.
bool is_changed_line(std::string_view text);

}  // namespace support::ctl

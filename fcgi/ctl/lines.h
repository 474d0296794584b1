// A file of lines, piece by piece: memory does not grow with the file.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/file.h"
#include "store/log.h"

namespace support::ctl {

struct LineSeen {
  std::uint64_t number = 0;   // from 1
  store::Offset end = 0;      // behind its newline
  std::string_view text;      // without the newline
  bool is_whole = true;       // false: the file ends before a newline
};
using EachLine = std::function<void(const LineSeen&)>;

// Of what stood in the file when this was called.  A missing file has none.
// `past_cache`: asks the kernel to read from the disk, not from its cache.
// Throws IoError.
void each_line(const base::Path& file, bool past_cache, const EachLine& each);

}  // namespace support::ctl

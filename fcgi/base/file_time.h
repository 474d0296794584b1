// A file's time of modification.  The file system sets it, by the machine's
// clock, unless set_modified() does.  Throws IoError.
#pragma once

#include <optional>

#include "base/clock.h"
#include "base/file.h"

namespace support::base {

// Rounded down to the millisecond; nothing when the file is missing.
std::optional<Time> modified(const Path& path);
// Does nothing when the file is missing.
void set_modified(const Path& path, Time time);

}  // namespace support::base

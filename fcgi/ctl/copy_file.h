// Copies of files, for backup and restore.
#pragma once

#include <optional>

#include "ctl/manifest.h"

namespace support::ctl {

struct Look {
  std::uint64_t bytes = 0;
  Untouched stamp;
  bool is_regular = false;
  bool is_folder = false;
};
// lstat(2); nothing when there is no such thing.  Throws IoError.
std::optional<Look> look_at(const base::Path& path);

struct Copy {
  std::uint64_t bytes = 0;
  std::string sha256;  // of what was copied
  // Of the source; inode 0 when it was changed while we read, or so shortly
  // before that a later change might leave no trace.
  Untouched source;
};
// `to` is new and gets `mode` and the source's time of modification; not
// synced.  What the source has when its end is reached: an append-only file
// gives a valid beginning.  Nothing when the source has vanished.  Throws
// IoError.
std::optional<Copy> copy_file(const base::Path& from, const base::Path& to,
                              mode_t mode);

// Everything written to the file system that holds `folder` is on disk.
void sync_all(const base::Path& folder);

}  // namespace support::ctl

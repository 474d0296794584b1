// The folder that backups are made in: each is a folder named by its time, as
// in 20261123T034500Z, with data/ and MANIFEST.  One that is being made, or
// taken away, has a dot in front, so whatever is killed leaves whole ones and
// dot-folders, which the next run removes.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"

namespace support::ctl {

class BackupFolder {
 public:
  // Makes `folder` if it is missing, waits for nobody else who makes a backup
  // there, and takes away what was left half.  Throws Failure (kTryAgain),
  // IoError.
  explicit BackupFolder(const base::Path& folder);

  const base::Path& path() const { return path_; }
  // The whole ones, oldest first.
  std::vector<std::string> names() const;
  // A name for a backup of `now` that no other has.
  std::string fresh_name(base::Time now) const;
  base::Path half(const std::string& name) const { return path_ / ('.' + name); }
  base::Path whole(const std::string& name) const { return path_ / name; }
  // half() gets its name, which is on disk when this returns.
  void finish(const std::string& name);
  // Takes away the oldest until `count` are left; their names.  `fresh` stays,
  // even where a clock that was wrong has named others later than it.
  std::vector<std::string> keep(std::size_t count, const std::string& fresh);

 private:
  void tidy() const;
  base::Path path_;
  base::FileLock lock_;
};

inline base::Path data_in(const base::Path& backup) { return backup / "data"; }
inline base::Path manifest_in(const base::Path& backup) {
  return backup / "MANIFEST";
}

}  // namespace support::ctl

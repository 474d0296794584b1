// The disk as a test wants it: fsync and fdatasync of the whole test program
// are ours (sick_disk.cc), tell what they were asked for, and fail on demand.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace support::test {

// While one is alive, it notes the path of all that is synced.  One at a time.
struct Syncs {
  std::vector<std::string> paths;

  Syncs();
  ~Syncs();
  bool has(const std::string& path) const;
};

// While one is alive, every sync fails with `error`; `first` is called before,
// with the bytes already where every reader sees them.  One at a time.
struct SickDisk {
  explicit SickDisk(int error, std::function<void()> first = {});
  ~SickDisk();
};

}  // namespace support::test

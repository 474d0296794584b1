#include "sick_disk.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

namespace support::test {
namespace {

Syncs* watching = nullptr;
int sick_with = 0;
std::function<void()> before_it_fails;

int synced(int fd, long call) {
  if (watching) {
    std::error_code closed;
    watching->paths.push_back(std::filesystem::read_symlink(
        "/proc/self/fd/" + std::to_string(fd), closed));
  }
  if (sick_with == 0) return static_cast<int>(::syscall(call, fd));
  if (before_it_fails) std::exchange(before_it_fails, {})();
  errno = sick_with;
  return -1;
}

}  // namespace

Syncs::Syncs() { watching = this; }
Syncs::~Syncs() { watching = nullptr; }

bool Syncs::has(const std::string& path) const {
  return std::ranges::count(paths, path) > 0;
}

SickDisk::SickDisk(int error, std::function<void()> first) {
  sick_with = error;
  before_it_fails = std::move(first);
}
SickDisk::~SickDisk() {
  sick_with = 0;
  before_it_fails = {};
}

}  // namespace support::test

// In the program itself, so these go before libc's.
extern "C" int fsync(int fd) {
  return support::test::synced(fd, SYS_fsync);
}
extern "C" int fdatasync(int fd) {
  return support::test::synced(fd, SYS_fdatasync);
}

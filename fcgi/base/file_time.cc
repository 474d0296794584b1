#include "base/file_time.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>

#include "base/error.h"
#include "base/uninterrupted.h"

namespace support::base {

// By statx(2), as stamp_of(): libfaketime changes what stat(2) tells, but not
// what utimensat(2) sets.
std::optional<Time> modified(const Path& path) {
  struct statx status;
  const int result = uninterrupted([&] {
    return ::statx(AT_FDCWD, path.c_str(), AT_STATX_SYNC_AS_STAT, STATX_MTIME,
                   &status);
  });
  if (result != 0) {
    if (errno == ENOENT) return std::nullopt;
    throw IoError(path.string(), "statx", errno);
  }
  const auto whole = std::chrono::seconds(status.stx_mtime.tv_sec) +
                     std::chrono::nanoseconds(status.stx_mtime.tv_nsec);
  return Time(std::chrono::floor<Millis>(whole));
}

void set_modified(const Path& path, Time time) {
  const auto whole = std::chrono::floor<Seconds>(time);
  const std::chrono::nanoseconds rest = time - whole;
  const struct timespec times[2] = {
      {.tv_sec = 0, .tv_nsec = UTIME_OMIT},
      {.tv_sec = whole.time_since_epoch().count(), .tv_nsec = rest.count()}};
  if (::utimensat(AT_FDCWD, path.c_str(), times, 0) != 0 && errno != ENOENT)
    throw IoError(path.string(), "utimensat", errno);
}

}  // namespace support::base

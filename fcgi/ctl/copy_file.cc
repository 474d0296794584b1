#include "ctl/copy_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"

namespace support::ctl {
namespace {

using base::IoError;

constexpr std::size_t kPiece = 256 * 1024;
// The file system's clock moves in ticks of up to 10 ms; some know seconds.
constexpr std::int64_t kTickNs = 2'000'000'000;

std::int64_t ns_of(const timespec& time) {
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

Look look_of(const struct stat& status) {
  return {.bytes = static_cast<std::uint64_t>(status.st_size),
          .stamp = {status.st_ino, ns_of(status.st_mtim),
                    ns_of(status.st_ctim)},
          .is_regular = S_ISREG(status.st_mode),
          .is_folder = S_ISDIR(status.st_mode)};
}

struct stat status_of(const base::Fd& fd, const base::Path& path) {
  struct stat status;
  if (::fstat(fd.get(), &status) != 0) throw IoError(path, "fstat", errno);
  return status;
}

std::int64_t now_ns() {
  timespec now;
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return ns_of(now);
}

}  // namespace

std::optional<Look> look_at(const base::Path& path) {
  struct stat status;
  if (::lstat(path.c_str(), &status) == 0) return look_of(status);
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  throw IoError(path, "lstat", errno);
}

std::optional<Copy> copy_file(const base::Path& from, const base::Path& to,
                              mode_t mode) {
  const auto source = base::open_existing(from, O_RDONLY | O_NOFOLLOW);
  if (!source) return std::nullopt;
  const std::int64_t begun = now_ns();
  const struct stat before = status_of(*source, from);
  const base::Fd target =
      base::open_file(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
  base::crypto::Sha256 sum;
  Copy copy;
  for (;;) {
    const std::string piece =
        base::read_at(*source, from, copy.bytes, kPiece);
    sum.add(piece);
    base::write_all(target, to, piece);
    copy.bytes += piece.size();
    if (piece.size() < kPiece) break;
  }
  copy.sha256 = sum.hex();
  const timespec times[] = {before.st_atim, before.st_mtim};
  if (::fchmod(target.get(), mode) != 0) throw IoError(to, "chmod", errno);
  if (::futimens(target.get(), times) != 0) {
    throw IoError(to, "futimens", errno);
  }
  const Look first = look_of(before);
  const Look last = look_of(status_of(*source, from));
  if (first.stamp == last.stamp && last.bytes == copy.bytes &&
      first.stamp.changed_ns + kTickNs < begun) {
    copy.source = first.stamp;
  }
  return copy;
}

void sync_all(const base::Path& folder) {
  const base::Fd fd = base::open_file(folder, O_RDONLY | O_DIRECTORY, 0);
  if (::syncfs(fd.get()) != 0) throw IoError(folder, "syncfs", errno);
}

}  // namespace support::ctl

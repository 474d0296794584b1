#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/crypto.h"
#include "base/error.h"
#include "base/tally.h"
#include "base/uninterrupted.h"

namespace support::base {
namespace {

[[noreturn]] void fail(const Path& path, const char* action) {
  const int error = errno;
  throw IoError(path.string(), action, error);
}

Path parent_of(const Path& path) {
  return path.has_parent_path() ? path.parent_path() : Path(".");
}

void set_mode(const Fd& fd, const Path& path, mode_t mode) {
  if (uninterrupted([&] { return ::fchmod(fd.get(), mode); }) != 0)
    fail(path, "fchmod");
}

struct stat status_of(const Fd& fd, const Path& path) {
  struct stat status;
  if (uninterrupted([&] { return ::fstat(fd.get(), &status); }) != 0)
    fail(path, "fstat");
  return status;
}

bool is_there(const Path& directory) {
  std::error_code unreadable;
  return std::filesystem::is_directory(directory, unreadable);
}

void make_directory(const Path& directory, mode_t mode) {
  if (uninterrupted([&] { return ::mkdir(directory.c_str(), mode); }) != 0) {
    const int error = errno;
    if (error == EEXIST && is_there(directory)) return;  // just now
    throw IoError(directory.string(), "mkdir", error);
  }
  const Fd fd = open_file(directory, O_RDONLY | O_DIRECTORY, 0);
  const struct stat status = status_of(fd, directory);
  set_mode(fd, directory, mode | (status.st_mode & S_ISGID));
}

Path temporary_beside(const Path& path) {
  const std::string unique =
      std::to_string(::getpid()) + '-' + crypto::random_base32(10);
  return parent_of(path) /
         ('.' + path.filename().string() + '.' + unique + ".tmp");
}

void write_new(const Path& temporary, const Path& path, std::string_view bytes,
               mode_t mode) {
  const Fd fd = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL, 0600);
  set_mode(fd, path, mode);
  write_all(fd, path, bytes);
  sync_all(fd, path);
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = other.release();
  }
  return *this;
}

int Fd::release() { return std::exchange(fd_, -1); }

void Fd::close() {
  // Never again after EINTR: Linux has closed it, and the number may already
  // be another file's.
  if (fd_ >= 0) ::close(release());
}

std::optional<Fd> open_existing(const Path& path, int flags) {
  const int fd = uninterrupted(
      [&] { return ::open(path.c_str(), flags | O_CLOEXEC); });
  if (fd >= 0) return Fd(fd);
  if (errno == ENOENT) return {};
  fail(path, "open");
}

Fd open_file(const Path& path, int flags, mode_t mode) {
  const int fd = uninterrupted(
      [&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); });
  if (fd < 0) fail(path, "open");
  return Fd(fd);
}

std::optional<std::string> read_file(const Path& path, std::size_t max_bytes) {
  const auto fd = open_existing(path, O_RDONLY);
  if (!fd) return {};
  const struct stat status = status_of(*fd, path);
  const auto size = static_cast<std::size_t>(status.st_size);
  // One byte more than there should be: usually the end shows in one call, and
  // the loop is for a file that has grown since.
  std::string bytes;
  for (std::size_t ask = std::min(size, max_bytes) + 1;; ask = 4096) {
    const std::string more = read_at(*fd, path, bytes.size(), ask);
    bytes += more;
    if (bytes.size() > max_bytes) throw IoError(path.string(), "read", EFBIG);
    if (more.size() < ask) return bytes;
  }
}

std::string read_at(const Fd& fd, const Path& path, std::uint64_t offset,
                    std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    const ssize_t got = uninterrupted([&] {
      return ::pread(fd.get(), bytes.data() + done, count - done,
                     static_cast<off_t>(offset + done));
    });
    if (got < 0) fail(path, "read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

void write_all(const Fd& fd, const Path& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = uninterrupted(
        [&] { return ::write(fd.get(), bytes.data(), bytes.size()); });
    if (put < 0) fail(path, "write");
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

void sync_data(const Fd& fd, const Path& path) {
  const auto sync = [&] { return ::fdatasync(fd.get()); };
  if (timed_sync([&] { return uninterrupted(sync); }) != 0)
    fail(path, "fdatasync");
}

void sync_all(const Fd& fd, const Path& path) {
  const auto sync = [&] { return ::fsync(fd.get()); };
  if (timed_sync([&] { return uninterrupted(sync); }) != 0)
    fail(path, "fsync");
}

void sync_directory(const Path& directory) {
  sync_all(open_file(directory, O_RDONLY | O_DIRECTORY, 0), directory);
}

void make_directories(const Path& directory, mode_t mode) {
  if (directory.empty() || is_there(directory)) return;
  // A trailing slash makes an empty last part, whose parent is the same.
  if (!directory.has_filename())
    return make_directories(directory.parent_path(), mode);
  make_directories(directory.parent_path(), mode);
  make_directory(directory, mode);
  // Also when another process made it, which may not have come so far.
  sync_directory(parent_of(directory));
}

void replace_file(const Path& path, std::string_view bytes, mode_t mode) {
  const Path temporary = temporary_beside(path);
  try {
    write_new(temporary, path, bytes, mode);
    if (uninterrupted([&] {
          return ::rename(temporary.c_str(), path.c_str());
        }) != 0)
      fail(path, "rename");
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  sync_directory(parent_of(path));
}

std::optional<Stamp> stamp_of(const Path& path) {
  struct statx status;
  // Forced, because a network file system may answer from what it remembers.
  const int result = uninterrupted([&] {
    return ::statx(AT_FDCWD, path.c_str(), AT_STATX_FORCE_SYNC,
                   STATX_INO | STATX_SIZE | STATX_CTIME, &status);
  });
  if (result != 0) {
    if (errno == ENOENT) return {};
    fail(path, "statx");
  }
  return Stamp{.inode = status.stx_ino,
               .bytes = status.stx_size,
               .changed_ns = status.stx_ctime.tv_sec * 1'000'000'000 +
                             status.stx_ctime.tv_nsec};
}

}  // namespace support::base

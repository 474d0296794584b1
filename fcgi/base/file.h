// Files as the store needs them: descriptors that close themselves, whole
// files read and replaced durably.  Throws IoError; knows no file of ours.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace support::base {

using Path = std::filesystem::path;

// Owns one descriptor; -1 is none.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { close(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release();
  void close();

 private:
  int fd_ = -1;
};

// Opens with O_CLOEXEC; nothing when the file does not exist.
std::optional<Fd> open_existing(const Path& path, int flags);
Fd open_file(const Path& path, int flags, mode_t mode);

// The whole file, nothing when it is missing; IoError EFBIG over `max_bytes`.
std::optional<std::string> read_file(const Path& path, std::size_t max_bytes);
// `count` bytes from `offset`, fewer only at the end of the file.
std::string read_at(const Fd& fd, const Path& path, std::uint64_t offset,
                    std::size_t count);
// All of it, however often write(2) is short or interrupted.
void write_all(const Fd& fd, const Path& path, std::string_view bytes);
void sync_data(const Fd& fd, const Path& path);  // fdatasync
void sync_all(const Fd& fd, const Path& path);   // fsync
void sync_directory(const Path& directory);

// mkdir -p; each new directory's parent is synced before this returns.  A new
// one has `mode` exactly, whatever the umask, and keeps an inherited setgid bit.
void make_directories(const Path& directory, mode_t mode);

// Temporary file beside it, fsync, rename, fsync of the directory: a reader
// sees the old or the new bytes, whole, whatever happens.  `mode` is exact.
// A crash may leave the temporary file, which is named ".<name>.<...>.tmp".
void replace_file(const Path& path, std::string_view bytes, mode_t mode);

// What one stat says: equal stamps mean that the file was not replaced or
// changed in between (within one tick of the file system's clock, 1 to 10 ms, a
// change in place that keeps the size may go unseen).  Missing gives nothing.
struct Stamp {
  std::uint64_t inode = 0;
  std::uint64_t bytes = 0;
  std::int64_t changed_ns = 0;

  bool operator==(const Stamp&) const = default;
};
std::optional<Stamp> stamp_of(const Path& path);

// flock(2), exclusive, on a file made for the purpose and never replaced;
// released when this goes.  Waits at most `wait_ms`; then nothing.
class FileLock {
 public:
  static std::optional<FileLock> take(const Path& path, int wait_ms);

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

// Tries flock(2) `operation` (LOCK_EX or LOCK_SH) on `fd` for `wait_ms`; 0 is
// one try.  False when somebody else has held it all that time.
bool lock_within(const Fd& fd, int operation, int wait_ms);

}  // namespace support::base

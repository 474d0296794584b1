// Append-only files, written by the protocol of support-data(5), "How a line
// gets to disk".

#include "store/log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/tally.h"
#include "base/text.h"
#include "base/uninterrupted.h"

namespace support::store {

namespace {

constexpr int kLockWaitMs = 2000;
constexpr int kOpenTries = 3;

struct Look {
  Offset size;
  bool is_linked;
};

// Asked of the file system itself (FORCE_SYNC), not of a cache: on a network
// file system the size would otherwise be old.
Look look_at(const base::Fd& fd, const base::Path& path) {
  struct statx found {};
  const int result = base::uninterrupted([&] {
    return ::statx(fd.get(), "", AT_EMPTY_PATH | AT_STATX_FORCE_SYNC,
                   STATX_SIZE | STATX_NLINK, &found);
  });
  if (result != 0) throw base::IoError(path, "statx", errno);
  return {found.stx_size, found.stx_nlink > 0};
}

void write_at(const base::Fd& fd, const base::Path& path, Offset offset,
              std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = base::uninterrupted([&] {
      return ::pwrite(fd.get(), bytes.data(), bytes.size(),
                      static_cast<off_t>(offset));
    });
    if (done < 0) throw base::IoError(path, "overwrite", errno);
    bytes.remove_prefix(static_cast<std::size_t>(done));
    offset += static_cast<Offset>(done);
  }
}

// pwrite on a descriptor with O_APPEND appends on Linux, so overwriting takes
// a second one without.
base::Fd for_overwriting(const base::Path& path) {
  return base::open_file(path, O_WRONLY, 0);
}

// Where the line that ends at `end` begins.
Offset last_line_at(const base::Fd& fd, const base::Path& path, Offset end) {
  constexpr std::size_t kPiece = 64 * 1024;
  while (end > 0) {
    const Offset from = end > kPiece ? end - kPiece : 0;
    const std::size_t newline =
        base::read_at(fd, path, from, static_cast<std::size_t>(end - from))
            .rfind('\n');
    if (newline != std::string::npos) return from + newline + 1;
    end = from;
  }
  return 0;
}

// `bytes` with '?' for what would make grep or a terminal take them for
// anything but text: control characters, and letters cut in two.
std::string as_text(std::string bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto letter =
        base::first_code_point(std::string_view(bytes).substr(i));
    const bool is_broken = letter.value == 0xFFFD && letter.bytes == 1;
    if (is_broken || base::is_control(letter.value)) {
      bytes.replace(i, letter.bytes, letter.bytes, '?');
    }
    i += letter.bytes;
  }
  return bytes;
}

// Sealing alone, and a file made empty, is none.
void count_append(std::string_view lines) {
  if (!lines.empty()) base::tallies().appends.add();
}

void count_failure(const base::IoError& error) {
  const auto cause = static_cast<std::size_t>(base::cause_of(error.error()));
  base::tallies().failed_appends[cause].add();
}

// Spoils lines that were written at `start` or (by a stranger without the
// lock) after it, and must not be believed, as far as they are there: with
// another first byte no CRC holds, and with another last one no cursor that a
// reader got from them fits any more.  Best effort: the error that led here is
// the one to tell.
void spoil(const base::Fd& fd, const base::Path& path, Offset start,
           std::string_view lines) {
  try {
    const Offset size = look_at(fd, path).size;
    if (size <= start) return;
    const std::string there =
        base::read_at(fd, path, start, static_cast<std::size_t>(size - start));
    lines = lines.substr(0, there.size());
    const std::size_t at = there.find(lines);
    if (at == std::string::npos) return;
    start += at;
    const base::Fd second = for_overwriting(path);
    for (const std::string_view line : base::split(lines, '\n')) {
      if (line.empty()) continue;
      write_at(second, path, start, "#");
      write_at(second, path, start + line.size() - 1, "#");
      start += line.size() + 1;
    }
  } catch (const base::IoError&) {
  }
}

}  // namespace

std::expected<LogWriter, base::Refusal> LogWriter::open(
    const base::Path& path) {
  for (int i = 0; i < kOpenTries; ++i) {
    auto fd = base::open_existing(path, O_RDWR | O_APPEND);
    if (!fd) return std::unexpected(base::Refusal{base::Reason::not_found});
    if (!base::lock_within(*fd, LOCK_EX, kLockWaitMs)) {
      return std::unexpected(base::Refusal{base::Reason::busy});
    }
    const Look look = look_at(*fd, path);
    // Replaced by a restore while we waited for the lock: look again.
    if (!look.is_linked) continue;
    LogWriter writer(path, std::move(*fd));
    writer.size_ = look.size;
    return writer;
  }
  return std::unexpected(base::Refusal{base::Reason::gone});
}

std::string LogWriter::tail(std::size_t count) const {
  const Offset from = size_ > count ? size_ - count : 0;
  return base::read_at(fd_, path_, from, static_cast<std::size_t>(size_ - from));
}

bool LogWriter::is_torn() const {
  const std::string last = tail(1);
  return !last.empty() && last[0] != '\n';
}

void LogWriter::scrub_torn_tail() {
  seal_ = true;
  base::tallies().sealed_tails.add();
  const Offset from = last_line_at(fd_, path_, size_);
  const std::string torn =
      base::read_at(fd_, path_, from, static_cast<std::size_t>(size_ - from));
  const std::string text = as_text(torn);
  if (text != torn) write_at(for_overwriting(path_), path_, from, text);
}

void LogWriter::scrub_nuls(std::string_view tail) {
  const Offset from = size_ - tail.size();
  for (std::size_t at = tail.find('\0'); at != tail.npos;) {
    const std::size_t end =
        std::min(tail.find_first_not_of('\0', at), tail.size());
    write_at(for_overwriting(path_), path_, from + at,
             std::string(end - at, '?'));
    at = tail.find('\0', end);
  }
}

#ifdef FAULT_ack_before_write
// The crash test's negative control (`make FAULT=ack-before-write`): answers
// first and writes when the next append comes, as a program without fdatasync
// would.  A worker killed in between loses what it acknowledged.
Offset LogWriter::append(std::string_view lines) {
  static base::Path late_path;
  static std::string late_lines;
  if (!late_lines.empty()) {
    base::write_all(base::open_file(late_path, O_WRONLY | O_APPEND, 0),
                    late_path, late_lines);
  }
  late_path = path_;
  late_lines = lines;
  size_ = look_at(fd_, path_).size + lines.size();
  return size_ - lines.size();
}
#else
Offset LogWriter::append(std::string_view lines) {
  const Offset start = size_ + (seal_ ? 1 : 0);
  std::string bytes = seal_ ? "\n" : "";
  bytes += lines;
  try {
    base::write_all(fd_, path_, bytes);
    base::sync_data(fd_, path_);
    if (look_at(fd_, path_).size != size_ + bytes.size()) {
      throw base::IoError(path_, "append: size after write", EIO);
    }
  } catch (const base::IoError& error) {
    count_failure(error);
    spoil(fd_, path_, start, lines);
    throw;
  }
  count_append(lines);
  size_ += bytes.size();
  seal_ = false;
  return start;
}
#endif

void LogWriter::sync() { base::sync_data(fd_, path_); }

void LogWriter::overwrite(Offset offset, std::string_view bytes) {
  const base::Fd second = for_overwriting(path_);
  write_at(second, path_, offset, bytes);
  base::sync_data(second, path_);
}

void create_log(const base::Path& path, std::string_view lines, mode_t mode) {
  base::make_directories(path.parent_path(), mode | ((mode & 0444) >> 2));
  const base::Fd fd =
      base::open_file(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND, mode);
  // Between making it and locking it another maker of the same name may have
  // been faster.
  if (!base::lock_within(fd, LOCK_EX, kLockWaitMs) ||
      look_at(fd, path).size > 0) {
    throw base::IoError(path, "create", EEXIST);
  }
  try {
    base::write_all(fd, path, lines);
    base::sync_all(fd, path);
    base::sync_directory(path.parent_path());
  } catch (const base::IoError& error) {
    count_failure(error);
    ::unlink(path.c_str());
    throw;
  }
  count_append(lines);
}

std::optional<LogReader> LogReader::open(base::Path path) {
  auto fd = base::open_existing(path, O_RDONLY);
  if (!fd) return std::nullopt;
  const Look look = look_at(*fd, path);
  LogReader reader;
  reader.path_ = std::move(path);
  reader.fd_ = std::move(*fd);
  reader.size_ = look.size;
  return reader;
}

std::string LogReader::read(Offset from, std::size_t count) const {
  return base::read_at(fd_, path_, from, count);
}

bool LogReader::wait_for_writer(int wait_ms) const {
  return base::lock_within(fd_, LOCK_SH, wait_ms);
}

bool LogReader::let_writer_end(int wait_ms) const {
  return wait_for_writer(wait_ms) && ::flock(fd_.get(), LOCK_UN) == 0;
}

}  // namespace support::store

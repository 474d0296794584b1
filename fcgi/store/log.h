// An append-only file of lines.  One writer at a time (flock), any number of
// readers.  Knows offsets and newlines; what a line means is record.h's.
// The protocol is storage.md section 3; each step was tried with kills, power
// cuts and full disks.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"

namespace support::store {

using Offset = std::uint64_t;

// The right to append to one file, from taking its lock to the end of its
// life.  Opened afresh each time; the file must exist.
class LogWriter {
 public:
  // Refused: not_found (no such file, or unlinked meanwhile: gone), busy (the
  // lock was not to be had within 2 s).  Throws IoError.
  static std::expected<LogWriter, base::Refusal> open(const base::Path& path);

  Offset size() const { return size_; }
  // The last `count` bytes, or all there are.
  std::string tail(std::size_t count) const;
  // True when the last byte is no newline: a writer was killed in its write.
  bool is_torn() const;
  // Scrubs control bytes and letters cut in two from the torn last line, so
  // that the file stays text.  The line itself stays: nothing acknowledged is
  // ever cut off.  The next append() then begins with a newline, and may be
  // of "" alone.
  void scrub_torn_tail();
  // The same for NULs within a whole line: of an append over two blocks of the
  // disk the second alone may have got there.  `tail` is what tail() gave.
  void scrub_nuls(std::string_view tail);

  // Adds the lines (each ends in a newline) in one write; they are on disk
  // when this returns the offset of the first.  Throws IoError, and then they
  // count for nothing: the first and last byte of each is overwritten with
  // '#' so that no reader believes it or goes on from it (best effort).
  Offset append(std::string_view lines);

  // What is there is on disk when this returns.  Throws IoError.
  void sync();

  // Overwrites bytes inside the file at the same length (erasure).
  void overwrite(Offset offset, std::string_view bytes);

 private:
  LogWriter(base::Path path, base::Fd fd) : path_(path), fd_(std::move(fd)) {}
  base::Path path_;
  base::Fd fd_;
  Offset size_ = 0;
  bool seal_ = false;
};

// A new file holding `lines`, on disk with its name when this returns.
// Throws IoError EEXIST when it is there already.
void create_log(const base::Path& path, std::string_view lines, mode_t mode);

// A look at the file as it is now.
class LogReader {
 public:
  // Opened afresh, size asked of the file system itself.  Missing: nothing.
  static std::optional<LogReader> open(base::Path path);

  Offset size() const { return size_; }
  // Bytes [from, from + count), fewer at the end.
  std::string read(Offset from, std::size_t count) const;
  // Waits for a writer in the middle of an append (flock, shared), and keeps
  // writers out until this goes.
  bool wait_for_writer(int wait_ms) const;
  // The same, but keeps nobody out: a long file takes longer to read than a
  // writer waits.
  bool let_writer_end(int wait_ms) const;

 private:
  base::Path path_;
  base::Fd fd_;
  Offset size_ = 0;
};

}  // namespace support::store

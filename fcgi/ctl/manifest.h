// MANIFEST of a backup (support-data(5)): a line of JSON a file, with its path
// below data/, bytes and SHA-256; before them a head, after them an end with
// the SHA-256 of every byte before it.  Written and read a line at a time, so
// that memory does not grow with the store.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/file.h"

namespace support::ctl {

// What tells that a file was not touched in between.
struct Untouched {
  std::uint64_t inode = 0;  // 0: it cannot be told
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;

  bool operator==(const Untouched&) const = default;
};

struct CopiedFile {
  std::string path;  // below data/, with '/'
  std::uint64_t bytes = 0;
  std::string sha256;
  Untouched source;  // the file that it is a copy of
};

class ManifestWriter {
 public:
  ManifestWriter(const base::Path& file, base::Time began);
  // Throws IoError.
  void add(const CopiedFile& file);
  // Everything is in the file (not synced) when this returns.
  void end(base::Time ended);

 private:
  void line(std::string text);
  base::Path path_;
  base::Fd fd_;
  base::crypto::Sha256 sum_;
  std::string waiting_;
  std::uint64_t files_ = 0;
  std::uint64_t bytes_ = 0;
};

class ManifestReader {
 public:
  // Throws Failure: kNoInput when there is none, kBadData when it is none.
  explicit ManifestReader(const base::Path& file);

  base::Time began() const { return began_; }
  // Nothing after the last, once the end has been found true.  Throws Failure
  // (kBadData) at a line that was changed, cut off or names no path.
  std::optional<CopiedFile> next();

 private:
  std::string line();
  [[noreturn]] void fail(const std::string& what) const;
  base::Path path_;
  std::ifstream in_;
  std::uint64_t number_ = 0;
  std::uint64_t files_ = 0;
  base::crypto::Sha256 sum_;
  base::Time began_{};
  bool is_over_ = false;
};

// No part of it leads out of the folder below which it stands.
bool is_inner_path(const std::string& path);

}  // namespace support::ctl

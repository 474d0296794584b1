// Whole files: one JSON object with a `rev`, read at once and replaced at once
// (users/<login>.json, settings.json, quick-replies.json).  Beside such files
// stand `.lock`, which is never replaced, and the folder `old/` with the last
// revisions.  Knows no field but `rev`, and `c`, the CRC of what is before it.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "store/paths.h"

namespace support::store {

inline constexpr int kOldRevisions = 5;
inline constexpr std::size_t kWholeFileBytes = 64 * 1024;

// The members of a JSON object in a file, strictly: an absent one gives
// `missing`; one of another type or out of range throws std::runtime_error
// that names file and member, for a sysadmin who edits by hand must not get a
// default for a slip.
class Fields {
 public:
  Fields(base::Path file, base::json::Object object)
      : file_(std::move(file)), object_(std::move(object)) {}

  std::string text(std::string_view name, std::string_view missing = "") const;
  std::int64_t integer(std::string_view name, std::int64_t missing,
                       std::int64_t lowest, std::int64_t highest) const;
  bool flag(std::string_view name, bool missing) const;
  base::Time time(std::string_view name) const;  // absent: 1970
  std::vector<std::string> texts(std::string_view name) const;

  const base::json::Object& object() const { return object_; }
  // Says that this file is damaged.
  [[noreturn]] void fail(std::string_view name, std::string_view what) const;

 private:
  base::Path file_;
  base::json::Object object_;
};

// The object in a file of at most `max_bytes`; nothing when the file is
// missing.  Throws std::runtime_error when it holds anything else, IoError.
std::optional<Fields> read_fields(const base::Path& file,
                                  std::size_t max_bytes = kWholeFileBytes);

// One member a line, and in a list of objects one of these a line, so that
// people can read, compare and edit the file.  The last is always `c`: CRC-32
// of every byte before the comma in front of it; one in `object` is left out.
std::string in_lines(const base::json::Object& object);

// Whether the bytes of such a file are those that were written.  Readers do
// not ask, for people may edit the file; verify does.
enum class WholeCrc { right, wrong, absent };
WholeCrc crc_of_whole(std::string_view bytes);

struct WholeFile {
  Fields fields;
  std::int64_t rev = 0;  // from 1
  base::Stamp stamp;     // of these bytes, or of older ones: never of newer
};
// Nothing when missing.  Throws like read_fields; a file without rev is
// damaged too.
std::optional<WholeFile> read_whole(const base::Path& file,
                                    std::size_t max_bytes = kWholeFileBytes);

// What is to stand in the file (without rev), given what does now (null when
// there is none).  Called under the lock.
using Change = std::function<std::expected<base::json::Object, base::Refusal>(
    const WholeFile* stored)>;

// Changes the file and returns its new rev (stored rev + 1).  Stored members
// that the change does not name are kept: a later version may have written
// them.  Refused: what `change` refuses, busy, storage_latched.
std::expected<std::int64_t, base::Refusal> change_whole(
    const Paths& paths, const base::Path& file, const Change& change,
    std::size_t max_bytes = kWholeFileBytes);

// 0 stands for a file that does not exist.
inline std::int64_t rev_of(const WholeFile* stored) {
  return stored ? stored->rev : 0;
}

// The lock of the files in `directory`, waited for at most 2 s.
std::optional<base::FileLock> lock_files_in(const base::Path& directory);

}  // namespace support::store

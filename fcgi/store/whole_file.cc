#include "store/whole_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <stdexcept>

#include "base/text.h"
#include "base/uninterrupted.h"
#include "store/folder.h"
#include "store/latch.h"
#include "store/record.h"

namespace support::store {
namespace {

using base::IoError;
using base::Path;
using base::json::Object;
using base::json::Value;

constexpr int kLockWaitMs = 2000;

// The rev in "settings.json.17", for settings.json.
std::optional<std::int64_t> rev_in_name(std::string_view entry,
                                        std::string_view name) {
  if (!entry.starts_with(name)) return std::nullopt;
  entry.remove_prefix(name.size());
  if (!entry.starts_with('.')) return std::nullopt;
  return base::to_number(entry.substr(1));
}

void drop_revisions_before(std::int64_t first_kept, const Path& old,
                           const std::string& name) {
  for (const std::string& entry : names_in(old)) {
    const auto rev = rev_in_name(entry, name);
    if (rev && *rev < first_kept) remove_file(old / entry);
  }
}

// A second name for the bytes that are about to be replaced.  It also keeps
// their inode from being used again at once, which would let a stamp lie.
void keep_old_revision(const Path& file, std::int64_t rev) {
  const Path old = file.parent_path() / "old";
  const std::string name = file.filename().string();
  const Path kept = old / (name + "." + std::to_string(rev));
  base::make_directories(old, 0700);
  remove_file(kept);  // left by a crash before the replacement
  if (base::uninterrupted(
          [&] { return ::link(file.c_str(), kept.c_str()); }) != 0)
    throw IoError(kept.string(), "link", errno);
  drop_revisions_before(rev - kOldRevisions + 1, old, name);
  base::sync_directory(old);
}

Object merged(std::int64_t rev, const Object& fresh, const WholeFile* stored) {
  Object all = {{"rev", rev}};
  all.insert(all.end(), fresh.begin(), fresh.end());
  if (!stored) return all;
  for (const auto& member : stored->fields.object())
    if (!base::json::find(all, member.name)) all.push_back(member);
  return all;
}

// How a file ends whose other bytes are `body`.
std::string ending(std::string_view body) {
  return ",\n  \"c\": \"" + crc_text(crc32(body)) + "\"\n}\n";
}

std::string in_lines(const Value& value) {
  const auto is_object = [](const Value& one) { return one.object() != nullptr; };
  if (!value.array() || value.array()->empty() ||
      !std::ranges::all_of(*value.array(), is_object))
    return base::json::write(value);
  std::string lines;
  for (const Value& one : *value.array())
    lines += (lines.empty() ? "[\n    " : ",\n    ") + base::json::write(one);
  return lines + "\n  ]";
}

}  // namespace

void Fields::fail(std::string_view name, std::string_view what) const {
  throw std::runtime_error(file_.string() + ": " + std::string(name) + " " +
                           std::string(what));
}

std::string Fields::text(std::string_view name,
                         std::string_view missing) const {
  const Value* value = base::json::find(object_, name);
  if (!value) return std::string(missing);
  if (!value->string()) fail(name, "is no text");
  return *value->string();
}

std::int64_t Fields::integer(std::string_view name, std::int64_t missing,
                             std::int64_t lowest, std::int64_t highest) const {
  const Value* value = base::json::find(object_, name);
  if (!value) return missing;
  if (!value->number()) fail(name, "is no whole number");
  if (*value->number() < lowest || *value->number() > highest)
    fail(name, "is out of range");
  return *value->number();
}

bool Fields::flag(std::string_view name, bool missing) const {
  const Value* value = base::json::find(object_, name);
  if (!value) return missing;
  if (!value->boolean()) fail(name, "is neither true nor false");
  return *value->boolean();
}

base::Time Fields::time(std::string_view name) const {
  if (!base::json::find(object_, name)) return {};
  const auto time = base::from_iso(text(name));
  if (!time) fail(name, "is no time");
  return *time;
}

std::vector<std::string> Fields::texts(std::string_view name) const {
  std::vector<std::string> all;
  const Value* value = base::json::find(object_, name);
  if (!value) return all;
  if (!value->array()) fail(name, "is no list");
  for (const Value& one : *value->array()) {
    if (!one.string()) fail(name, "holds something that is no text");
    all.push_back(*one.string());
  }
  return all;
}

std::optional<Fields> read_fields(const Path& file, std::size_t max_bytes) {
  const auto bytes = base::read_file(file, max_bytes);
  if (!bytes) return std::nullopt;
  const auto value = base::json::parse(*bytes);
  if (!value) throw std::runtime_error(file.string() + ": " + value.error());
  if (!value->object())
    throw std::runtime_error(file.string() + ": holds no JSON object");
  return Fields(file, *value->object());
}

std::string in_lines(const Object& object) {
  std::string lines;
  for (const auto& member : object) {
    if (member.name == "c") continue;
    lines += lines.empty() ? "{\n  " : ",\n  ";
    lines += base::json::write(Value(member.name)) + ": " +
             in_lines(member.value);
  }
  return lines.empty() ? "{}\n" : lines + ending(lines);
}

WholeCrc crc_of_whole(std::string_view bytes) {
  const std::size_t length = ending("").size();
  if (bytes.size() > length) {
    const auto body = bytes.substr(0, bytes.size() - length);
    const std::string right = ending(body);
    const auto wrong = std::ranges::mismatch(bytes.substr(body.size()), right);
    if (wrong.in2 == right.end()) return WholeCrc::right;
    // Its very name may be what was damaged.
    if (std::equal(wrong.in1 + 1, bytes.end(), wrong.in2 + 1))
      return WholeCrc::wrong;
  }
  const auto value = base::json::parse(bytes);
  return value && !value->find("c") ? WholeCrc::absent : WholeCrc::wrong;
}

std::optional<WholeFile> read_whole(const Path& file, std::size_t max_bytes) {
  // The stamp comes first: if the file is replaced in between, the next look
  // finds another stamp and reads again.
  const auto stamp = base::stamp_of(file);
  if (!stamp) return std::nullopt;
  auto fields = read_fields(file, max_bytes);
  if (!fields) return std::nullopt;
  const std::int64_t rev = fields->integer(
      "rev", 0, 1, std::numeric_limits<std::int64_t>::max() - 1);
  if (rev == 0) fields->fail("rev", "is missing");
  return WholeFile{std::move(*fields), rev, *stamp};
}

std::optional<base::FileLock> lock_files_in(const Path& directory) {
  return base::FileLock::take(directory / ".lock", kLockWaitMs);
}

std::expected<std::int64_t, base::Refusal> change_whole(const Paths& paths,
                                                        const Path& file,
                                                        const Change& change,
                                                        std::size_t max_bytes) {
  return guarded(paths, [&]() -> std::expected<std::int64_t, base::Refusal> {
    const auto lock = lock_files_in(file.parent_path());
    if (!lock) return std::unexpected(base::Refusal{base::Reason::busy});
    const auto found = read_whole(file, max_bytes);
    const WholeFile* stored = found ? &*found : nullptr;
    const auto fresh = change(stored);
    if (!fresh) return std::unexpected(fresh.error());
    const std::int64_t rev = rev_of(stored) + 1;
    const std::string bytes = in_lines(merged(rev, *fresh, stored));
    if (bytes.size() > max_bytes)
      throw IoError(file.string(), "write", EFBIG);
    if (stored) keep_old_revision(file, stored->rev);
    base::replace_file(file, bytes, 0600);
    return rev;
  });
}

}  // namespace support::store

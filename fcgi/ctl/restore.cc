// supportctl restore: a backup's files into an empty directory, every byte
// held against MANIFEST.
//
// They are copied into a folder with a dot in front, synced, and moved up one
// by one, VERSION last: a directory without VERSION is taken for a store by
// nobody.  Killed before they are moved, the directory is as good as empty;
// killed meanwhile, it is to be emptied by hand.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ostream>
#include <set>
#include <sys/stat.h>

#include "ctl/arguments.h"
#include "ctl/backup_folder.h"
#include "ctl/copy_file.h"
#include "ctl/verify.h"
#include "store/folder.h"
#include "store/version.h"

namespace support::ctl {
namespace {

using base::Path;
constexpr const char* kHalf = ".restoring";

// What differs is named; one wrong byte is enough to restore nothing.
class Wrong {
 public:
  void add(const std::string& path, const std::string& what) {
    lines_.push_back(printable(path) + ": " + what + "\n");
  }
  bool is_any() const { return !lines_.empty(); }
  void print(std::ostream& err) const {
    for (const std::string& line : lines_) err << line;
  }

 private:
  std::vector<std::string> lines_;
};

store::Paths paths_in(const Path& data) { return {data, data, data}; }

bool is_attached(const std::string& path) { return path.starts_with("files/"); }

void copy_one(const Path& backup, const Path& half, const CopiedFile& named,
              Wrong& wrong) {
  const bool attached = is_attached(named.path);
  const Path target = half / named.path;
  base::make_directories(target.parent_path(), attached ? 0750 : 0700);
  if (named.path == "VERSION") store::remove_file(target);  // as made
  const auto copy = copy_file(data_in(backup) / named.path, target,
                              attached ? 0640 : 0600);
  if (!copy) {
    wrong.add(named.path, "is missing");
  } else if (copy->bytes != named.bytes) {
    wrong.add(named.path, std::to_string(copy->bytes) + " bytes where " +
                              std::to_string(named.bytes) + " are due");
  } else if (copy->sha256 != named.sha256) {
    wrong.add(named.path, "the SHA-256 is wrong");
  }
}

// Files that MANIFEST does not know.  Each that it does was copied.
void find_strangers(const Path& backup, const Path& half, Wrong& wrong) {
  const Path data = data_in(backup);
  store::each_file_below(data, [&](const Path& file) {
    const Path path = file.lexically_relative(data);
    if (!look_at(half / path)) wrong.add(path.string(), "is not in MANIFEST");
  });
}

std::uint64_t copy_all(const Path& backup, ManifestReader& manifest,
                       const Path& half, Wrong& wrong) {
  std::uint64_t files = 0;
  bool has_version = false;
  for (auto named = manifest.next(); named; named = manifest.next()) {
    copy_one(backup, half, *named, wrong);
    has_version |= named->path == "VERSION";
    ++files;
  }
  if (!has_version) wrong.add("VERSION", "is missing");
  find_strangers(backup, half, wrong);
  return files;
}

// VERSION is what makes a store of it.
void move_up(const Path& half, const Path& data) {
  std::vector<std::string> names = store::names_in(half);
  std::ranges::partition(
      names, [](const std::string& name) { return name != "VERSION"; });
  for (const std::string& name : names) {
    if (std::rename((half / name).c_str(), (data / name).c_str()) != 0) {
      throw base::IoError(data / name, "rename", errno);
    }
    base::sync_directory(data);
  }
  std::filesystem::remove(half);
}

// What a restore left that was killed while it copied goes; what stands beside
// that may be somebody's own.
void must_be_empty(const Path& data) {
  base::make_directories(data, 0710);
  const std::vector<std::string> names = store::names_in(data);
  const bool is_left = std::ranges::count(names, kHalf) != 0;
  for (const std::string& name : names) {
    if (name == "lost+found" || name == kHalf) continue;
    throw Failure(kCantCreate,
                  data.string() +
                      (is_left ? ": holds a restore that was cut off; empty "
                                 "it, and restore again"
                               : ": is not empty; nothing was touched"));
  }
  std::filesystem::remove_all(data / kHalf);
}

std::uint64_t restore_into(const Place& place, const Path& backup,
                           ManifestReader& manifest, const Path& data) {
  const Path half = data / kHalf;
  Wrong wrong;
  try {
    store::prepare_data(paths_in(half), place.config.data_group);
    const std::uint64_t files = copy_all(backup, manifest, half, wrong);
    if (!wrong.is_any()) {
      sync_all(half);
      move_up(half, data);
      // Its group and that of files/.
      store::prepare_data(paths_in(data), place.config.data_group);
      return files;
    }
  } catch (...) {
    std::error_code left;
    std::filesystem::remove_all(half, left);
    throw;
  }
  std::filesystem::remove_all(half);
  wrong.print(place.err);
  throw Failure(kBadData, "the backup is not what it was; nothing was restored");
}

}  // namespace

int restore(Place& place, const Words& words) {
  const auto given = Arguments(words, {}, {}).plain(2);
  const Path backup = given[0], data = given[1];
  ManifestReader manifest(manifest_in(backup));
  std::uint64_t files = 0;
  try {
    must_be_empty(data);
    files = restore_into(place, backup, manifest, data);
  } catch (const base::IoError& error) {
    if (!error.is_full()) throw;
    throw Failure(kCantCreate,
                  std::string(error.what()) + "; nothing was restored");
  }
  place.err << files << " files restored, as of "
            << base::iso(manifest.began()) << "; verified:\n";
  const Report report =
      verify_all(place, {.data = data, .began = manifest.began()});
  report.print(place.out);
  return report.is_clean() ? kOk : kBadData;
}

}  // namespace support::ctl

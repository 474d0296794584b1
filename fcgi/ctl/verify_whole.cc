#include "ctl/verify_whole.h"

#include <algorithm>

#include "base/file_time.h"
#include "base/text.h"
#include "ctl/verify_files.h"
#include "store/folder.h"
#include "store/whole_file.h"

namespace support::ctl {

std::optional<base::json::Value> check_whole(const Verification& run,
                                             const base::Path& file,
                                             std::size_t max_bytes) {
  const auto stamp = base::stamp_of(file);
  if (!stamp) return std::nullopt;
  if (stamp->bytes > max_bytes) {
    run.report.damage(file, 0, "is larger than it can be");
    return std::nullopt;
  }
  const auto bytes = base::read_file(file, max_bytes);
  if (!bytes) return std::nullopt;  // gone since
  auto value = base::json::parse(*bytes);
  if (!value || !value->object()) {
    run.report.damage(file, 0,
                      value ? std::string("holds no JSON object")
                            : "is no JSON: " + value.error());
    return std::nullopt;
  }
  switch (store::crc_of_whole(*bytes)) {
    case store::WholeCrc::right:
      break;
    case store::WholeCrc::wrong:
      run.report.damage(file, 0,
                        "the CRC is wrong: damaged, or edited by hand; if "
                        "that, take the line \"c\" out");
      break;
    case store::WholeCrc::absent:
      run.suspects.without_crc.push_back(file);
      break;
  }
  return std::move(*value);
}

void check_meaning(const Verification& run, const base::Path& file,
                   const std::function<void()>& read) {
  try {
    read();
  } catch (const base::IoError&) {
    throw;
  } catch (const std::runtime_error& error) {
    std::string_view what = error.what();
    if (what.starts_with(file.string() + ": ")) {
      what.remove_prefix(file.string().size() + 2);
    }
    run.report.damage(file, 0, std::string(what));
  }
}

Revisions check_old(const Verification& run, const base::Path& folder,
                    std::size_t max_bytes) {
  Revisions revisions;
  for (const std::string& entry : store::names_in(folder)) {
    const std::size_t dot = entry.rfind('.');
    const auto rev =
        base::to_number(dot == entry.npos ? "" : entry.substr(dot + 1));
    const base::Path file = folder / entry;
    if (!rev || *rev < 1 || !entry.substr(0, dot).ends_with(".json")) {
      if (!is_passing(file, run.now)) {
        run.report.note(file, 0, "is none of ours", Advice::look);
      }
      continue;
    }
    run.report.count("old revisions");
    revisions[entry.substr(0, dot)][*rev] = file;
    const auto value = check_whole(run, file, max_bytes);
    if (value && value->integer("rev") != *rev) {
      run.report.damage(file, 0, "is not the revision that its name says");
    }
  }
  return revisions;
}

// A change links the old one first, drops the sixth, and then replaces the
// file: cut off in between, old/ holds the file's own revision, too.
void check_revisions(const Verification& run, const base::Path& file,
                     std::int64_t rev, const Revisions& old) {
  static const std::map<std::int64_t, base::Path> none;
  const std::string name = file.filename().string();
  const auto found = old.find(name);
  const auto& there = found == old.end() ? none : found->second;
  const std::int64_t last = there.contains(rev) ? rev : rev - 1;
  const std::int64_t first =
      std::max<std::int64_t>(1, last - store::kOldRevisions + 1);
  for (std::int64_t one = first; one <= last; ++one) {
    if (there.contains(one)) continue;
    run.report.note(
        file.parent_path() / "old" / (name + "." + std::to_string(one)), 0,
        "this old revision is missing, unless rev was raised by hand",
        Advice::look);
  }
}

base::Time written(const base::Path& file, base::Time now) {
  return base::modified(file).value_or(now);
}

}  // namespace support::ctl

// supportctl backup: a copy of the data directory beside earlier ones, while
// supportd runs.  What an earlier backup has and one stat proves unchanged is
// a hard link to it.
//
// Killed, or refused by the disk, at any point: what is half has a dot in
// front of its name and is taken away by the next run; earlier ones are never
// written to.  All is on disk before the copy gets its name.
#include <ostream>

#include "base/json.h"
#include "base/text.h"
#include "ctl/arguments.h"
#include "ctl/backup_folder.h"
#include "ctl/copying.h"
#include "store/version.h"

namespace support::ctl {
namespace {

struct Made {
  base::Path where;
  CopyFigures figures;
  std::vector<std::string> removed;
};

bool is_inside(const base::Path& inner, const base::Path& outer) {
  const base::Path way = std::filesystem::weakly_canonical(inner)
                             .lexically_relative(
                                 std::filesystem::weakly_canonical(outer));
  return !way.empty() && *way.begin() != "..";
}

std::optional<std::size_t> count_to_keep(const Arguments& arguments) {
  const auto text = arguments.value("--keep");
  if (!text) return std::nullopt;
  const auto count = base::to_number(*text);
  if (!count || *count < 1) {
    throw Failure(kUsage, "--keep is the number of backups that stay, from 1");
  }
  return static_cast<std::size_t>(*count);
}

CopyFigures copy_into(const Place& place, BackupFolder& folder,
                      const std::string& name, base::Time began) {
  const base::Path half = folder.half(name);
  base::make_directories(data_in(half), 0700);
  const std::vector<std::string> names = folder.names();
  std::optional<base::Path> earlier;
  if (!names.empty()) earlier = folder.whole(names.back());
  ManifestWriter manifest(manifest_in(half), began);
  CopyFigures figures =
      Copying(place.paths, data_in(half), manifest, earlier).run();
  manifest.end(place.clock.now());
  sync_all(half);
  folder.finish(name);
  return figures;
}

Made make(const Place& place, const base::Path& where,
          std::optional<std::size_t> count) {
  try {
    BackupFolder folder(where);
    const base::Time began = place.clock.now();
    const std::string name = folder.fresh_name(began);
    Made made{.where = folder.whole(name), .figures = {}, .removed = {}};
    try {
      made.figures = copy_into(place, folder, name, began);
    } catch (const base::IoError&) {
      // The room is needed; should this fail too, the next run does it.
      std::error_code left;
      std::filesystem::remove_all(folder.half(name), left);
      throw;
    }
    if (count) made.removed = folder.keep(*count, name);
    return made;
  } catch (const base::IoError& error) {
    throw Failure(status_of(error),
                  std::string(error.what()) +
                      "; no backup was made, earlier ones are whole");
  }
}

base::json::Array texts(const std::vector<std::string>& lines) {
  return {lines.begin(), lines.end()};
}

void print_json(std::ostream& out, const Made& made) {
  const CopyFigures& figures = made.figures;
  out << base::json::write(base::json::Object{
             {"backup", made.where.string()},
             {"files", figures.files},
             {"bytes", figures.bytes},
             {"copied", figures.copied},
             {"copied_bytes", figures.copied_bytes},
             {"vanished", figures.vanished},
             {"left_out", texts(figures.left_out)},
             {"removed", texts(made.removed)}})
      << '\n';
}

void tell(const Place& place, const Made& made) {
  const CopyFigures& figures = made.figures;
  place.err << figures.files << " files, " << figures.bytes << " bytes; copied "
            << figures.copied << " files, " << figures.copied_bytes
            << " bytes, the others are as in the backup before\n";
  if (figures.vanished > 0) {
    place.err << figures.vanished << " files were gone before their turn\n";
  }
  for (const std::string& path : figures.left_out) {
    place.err << printable(path) << ": is no file; left out\n";
  }
  for (const std::string& name : made.removed) {
    place.err << name << ": taken away\n";
  }
  place.err << "keys_file is not in it: keep a copy in another place\n";
}

}  // namespace

int backup(Place& place, const Words& words) {
  const Arguments arguments(words, {"--keep"}, {"--json"});
  const base::Path where = arguments.plain(1)[0];
  const auto count = count_to_keep(arguments);
  store::check_version(place.paths);
  const base::Path& data = place.paths.data();
  if (is_inside(where, data) || is_inside(data, where)) {
    throw Failure(kUsage, "a backup inside the data directory, or around it, "
                          "would be a backup of itself");
  }
  const Made made = make(place, where, count);
  if (arguments.has("--json")) {
    print_json(place.out, made);
  } else {
    place.out << made.where.string() << '\n';
    tell(place, made);
  }
  return kOk;
}

}  // namespace support::ctl

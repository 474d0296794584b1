// supportctl status: how it goes, for a person who was woken by it.  Reads the
// figures that the housekeeper writes, and asks the machine for the rest.
#include <sys/statvfs.h>

#include <cmath>
#include <ostream>

#include "base/file_time.h"
#include "base/json.h"
#include "base/text.h"
#include "ctl/arguments.h"
#include "ctl/metrics_file.h"
#include "ctl/running.h"
#include "ctl/status_words.h"
#include "store/latch.h"

namespace support::ctl {
namespace {

namespace json = base::json;

constexpr double kStaleAfterSeconds = 30;
constexpr double kFarBehindSeconds = 120;
constexpr double kLittleRoom = 0.05;

struct Disk {
  std::string name;
  double free_bytes = 0, size_bytes = 0;
};

struct Status {
  bool runs = false;
  std::string latched;                   // why; "" when it is not
  std::optional<base::Time> latched_at;
  std::optional<MetricsFile> figures;    // nothing before the first are there
  double age = 0;                        // of the figures, seconds
  std::vector<Disk> disks;
  std::vector<std::string> troubles;     // sentences
};

void look_at_latch(const Place& place, Status& status) {
  const base::Path file = place.paths.latch();
  if (!store::is_latched(place.paths)) return;
  const auto why = base::read_file(file, 4096);
  status.latched = base::one_line(why.value_or(""));
  if (status.latched.empty()) status.latched = "no reason is given";
  status.latched_at = base::modified(file);
}

void look_at_disks(const Place& place, Status& status) {
  for (const auto& [name, path] :
       {std::pair{"data", place.config.data_dir},
        std::pair{"cache", place.config.cache_dir}}) {
    struct statvfs found {};
    if (::statvfs(path.c_str(), &found) != 0) continue;
    const double unit = static_cast<double>(found.f_frsize);
    status.disks.push_back({name, unit * static_cast<double>(found.f_bavail),
                            unit * static_cast<double>(found.f_blocks)});
  }
}

void look_at_figures(const Place& place, Status& status) {
  status.figures = MetricsFile::read(place.config.metrics_file);
  if (!status.figures) return;
  const double now =
      static_cast<double>(base::Clock().now().time_since_epoch().count()) /
      1000;
  status.age = now - status.figures->value("written_time_seconds");
}

// What somebody must look after; in words, the worst first.
void judge(Status& status) {
  const auto trouble = [&](const std::string& words) {
    status.troubles.push_back(words);
  };
  if (!status.latched.empty())
    trouble("every write is refused after a disk error: see to the disk, then "
            "'supportctl storage clear'");
  for (const Disk& disk : status.disks)
    if (disk.free_bytes < kLittleRoom * disk.size_bytes)
      trouble("little room is left for " + disk.name);
  if (!status.runs) return;
  if (!status.figures) return trouble("the housekeeper has told nothing yet");
  const MetricsFile& figures = *status.figures;
  if (status.age > kStaleAfterSeconds)
    return trouble("the housekeeper hangs: its figures are " +
                   duration(status.age) + " old");
  if (figures.value("workers_up") == 0) trouble("no worker lives");
  if (figures.value("workers_hung") > 0) trouble("a worker hangs");
  if (figures.value("index_behind_seconds") > kFarBehindSeconds)
    trouble("the staff's lists are far behind");
}

Status look(const Place& place) {
  Status status;
  status.runs = is_running(place);
  look_at_latch(place, status);
  look_at_disks(place, status);
  look_at_figures(place, status);
  judge(status);
  return status;
}

int exit_of(const Status& status) {
  if (!status.runs) return kUnavailable;
  return status.troubles.empty() ? kOk : kTryAgain;
}

std::string storage_words(const Status& status) {
  if (status.latched.empty()) return "takes writes";
  std::string words = "LATCHED";
  if (status.latched_at)
    words += " since " + base::iso(*status.latched_at);
  return words + ": " + printable(status.latched);
}

std::string disk_words(const Disk& disk) {
  const double share =
      disk.size_bytes > 0 ? 100 * disk.free_bytes / disk.size_bytes : 0;
  return disk.name + " " + bytes(disk.free_bytes) + " free of " +
         bytes(disk.size_bytes) + " (" + whole(std::floor(share)) + " %)";
}

void print(std::ostream& out, const Status& status) {
  const auto line = [&](std::string name, const std::string& words) {
    name.resize(10, ' ');
    out << name << words << '\n';
  };
  line("supportd", supportd_words(status.runs, status.figures));
  line("storage", storage_words(status));
  for (const Disk& disk : status.disks) line("disk", disk_words(disk));
  if (status.runs && status.figures) {
    for (const auto& [name, words] : figure_lines(*status.figures))
      line(name, words);
    line("figures", "written " + duration(status.age) + " ago");
  }
  if (status.troubles.empty() && status.runs) line("all", "is well");
  for (const std::string& words : status.troubles) line("TROUBLE", words);
}

std::int64_t rounded(double number) {
  return static_cast<std::int64_t>(std::llround(number));
}

void print_json(std::ostream& out, const Status& status) {
  json::Array disks, troubles;
  for (const Disk& disk : status.disks)
    disks.push_back(json::Object{{"directory", disk.name},
                                 {"free_bytes", rounded(disk.free_bytes)},
                                 {"size_bytes", rounded(disk.size_bytes)}});
  for (const std::string& words : status.troubles) troubles.push_back(words);
  json::Object all{{"running", status.runs},
                   {"latched", !status.latched.empty()},
                   {"latched_why", status.latched},
                   {"latched_since", status.latched_at
                                         ? base::iso(*status.latched_at)
                                         : std::string()},
                   {"disks", std::move(disks)},
                   {"troubles", std::move(troubles)}};
  if (status.figures) {
    all.push_back({"figures_age_seconds", status.age});
    for (auto& member : figure_members(*status.figures))
      all.push_back(std::move(member));
  }
  out << json::write(all) << '\n';
}

}  // namespace

int status(Place& place, const Words& words) {
  const Arguments arguments(words, {}, {"--json"});
  arguments.plain(0);
  const Status found = look(place);
  if (arguments.has("--json")) {
    print_json(place.out, found);
  } else {
    print(place.out, found);
  }
  return exit_of(found);
}

}  // namespace support::ctl

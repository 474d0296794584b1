#include "desk/metrics_state.h"

#include <signal.h>
#include <sys/statvfs.h>

#include <chrono>
#include <utility>
#include <vector>

#include "base/file_time.h"
#include "base/version.h"
#include "store/latch.h"

namespace support::desk {
namespace {

using Type = MetricsPage::Type;

// The alarm ends it after 20.
constexpr std::int64_t kHungAfterMs = 10'000;

struct Workers {
  std::uint64_t up = 0, busy = 0, hung = 0;
};

std::int64_t steady_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<base::Millis>(now).count();
}

Workers look_at_workers(Desk& desk) {
  Workers seen;
  const auto count = static_cast<std::size_t>(desk.config.workers);
  for (std::size_t slot = 0; slot < count; ++slot) {
    const auto& process = desk.shared.process(slot);
    const auto pid = static_cast<pid_t>(process.pid.load());
    if (pid <= 0 || ::kill(pid, 0) != 0) continue;
    ++seen.up;
    const std::int64_t since = process.busy_since_ms;
    if (since == 0) continue;
    ++seen.busy;
    if (steady_ms() - since >= kHungAfterMs) ++seen.hung;
  }
  return seen;
}

void gauge(MetricsPage& page, std::string_view name, std::string_view help,
           std::uint64_t value) {
  page.family(name, Type::gauge, help);
  page.sample(value);
}

void tell_workers(MetricsPage& page, Desk& desk) {
  const Workers seen = look_at_workers(desk);
  gauge(page, "workers", "Workers that there should be.",
        static_cast<std::uint64_t>(desk.config.workers));
  gauge(page, "workers_up", "Workers that live.", seen.up);
  gauge(page, "workers_busy", "Workers with a request in hand.", seen.busy);
  gauge(page, "workers_hung", "Workers with one request for over 10 seconds.",
        seen.hung);
}

void tell_index(MetricsPage& page, const IndexState& index) {
  page.family("index_behind_seconds", Type::gauge,
              "Since the index last held all that there was.");
  page.sample("", static_cast<double>(index.behind.count()) / 1000);
  if (!index.lag) return;
  const index::Lag& lag = *index.lag;
  gauge(page, "index_unread_conversations", "Grown, and not in the index yet.",
        lag.unread);
  gauge(page, "index_unswept_conversations", "Whose size is still to be compared.",
        lag.unswept);
  gauge(page, "index_building", "1 while a new index is made.", lag.is_building);
  page.family("conversations", Type::gauge, "Conversations in the index.");
  for (const auto& [status, count] : lag.by_status)
    page.sample(MetricsPage::label("status", status), count);
  gauge(page, "conversations_awaiting", "Whose customer has no answer yet.",
        lag.awaiting);
}

void tell_disks(MetricsPage& page, const base::Config& config) {
  struct Disk {
    std::string label;
    struct statvfs found;
  };
  std::vector<Disk> disks;
  for (const auto& [name, path] : {std::pair{"data", config.data_dir},
                                   std::pair{"cache", config.cache_dir}}) {
    Disk disk{MetricsPage::label("directory", name), {}};
    if (::statvfs(path.c_str(), &disk.found) == 0) disks.push_back(disk);
  }
  page.family("disk_free_bytes", Type::gauge, "What we may still use of it.");
  for (const Disk& disk : disks)
    page.sample(disk.label, disk.found.f_bavail * disk.found.f_frsize);
  page.family("disk_size_bytes", Type::gauge, "The whole file system.");
  for (const Disk& disk : disks)
    page.sample(disk.label, disk.found.f_blocks * disk.found.f_frsize);
  page.family("disk_free_inodes", Type::gauge, "Files that may still be made.");
  for (const Disk& disk : disks)  // some file systems have no limit
    if (disk.found.f_files > 0)
      page.sample(disk.label, disk.found.f_favail);
}

void tell_latch(MetricsPage& page, const store::Paths& paths) {
  const bool is_latched = store::is_latched(paths);
  page.family("storage_latched", Type::gauge,
              "1 while a disk error has every write refused.");
  page.sample(is_latched);
  const auto since = base::modified(paths.latch());
  if (!is_latched || !since) return;
  page.family("storage_latched_time_seconds", Type::gauge,
              "Since when, in Unix seconds.");
  page.sample(static_cast<std::uint64_t>(
      std::chrono::floor<base::Seconds>(*since).time_since_epoch().count()));
}

void tell_program(MetricsPage& page, Desk& desk) {
  const auto master = static_cast<std::size_t>(desk.config.workers) + 1;
  page.family("build_info", Type::gauge, "1; the version is its label.");
  page.sample(MetricsPage::label("version", base::kProgramVersion), std::uint64_t{1});
  page.family("start_time_seconds", Type::gauge,
              "When supportd began to serve, in Unix seconds.");
  page.sample(static_cast<std::uint64_t>(
      desk.shared.process(master).started_s.load()));
  page.family("written_time_seconds", Type::gauge,
              "When this was written, in Unix seconds.");
  const auto now = base::Clock().now().time_since_epoch();
  page.sample("", static_cast<double>(now.count()) / 1000);
}

}  // namespace

void tell_state(MetricsPage& page, Desk& desk, const IndexState& index) {
  tell_program(page, desk);
  tell_workers(page, desk);
  tell_index(page, index);
  tell_disks(page, desk.config);
  tell_latch(page, desk.paths);
}

}  // namespace support::desk

#include "desk/metrics.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <cstdio>

#include "desk/metrics_page.h"
#include "desk/metrics_state.h"

namespace support::desk {
namespace {

using Type = MetricsPage::Type;
using base::Counter, base::Tallies;

constexpr std::array<std::string_view, base::kRequestKinds> kKinds{
    "poll", "send", "create", "upload", "page", "staff_api", "other"};
constexpr std::array<std::string_view, base::kCauses> kCauses{"full", "broken",
                                                              "other"};
constexpr std::array<std::string_view, 4> kClasses{"2xx", "3xx", "4xx", "5xx"};
constexpr std::array<std::string_view, 2> kRoles{"worker", "housekeeper"};

// Figures of all processes: the workers, the housekeeper, the master.
class Everybody {
 public:
  explicit Everybody(Desk& desk) : desk_(desk) {}

  template <class Pick>
  std::uint64_t sum(Pick pick) const {
    std::uint64_t sum = 0;
    for (std::size_t slot = 0; slot < slots(); ++slot)
      sum += pick(desk_.shared.tallies(slot)).value();
    return sum;
  }
  template <class Pick>
  MetricsPage::Sum histogram(Pick pick) const {
    MetricsPage::Sum sum;
    for (std::size_t slot = 0; slot < slots(); ++slot)
      sum.add(pick(desk_.shared.tallies(slot)));
    return sum;
  }

 private:
  std::size_t slots() const {
    return static_cast<std::size_t>(desk_.config.workers) + 2;
  }
  Desk& desk_;
};

// One sample for each value of a label.
template <std::size_t count, class Pick>
void each(MetricsPage& page, const Everybody& all, std::string_view name,
          const std::array<std::string_view, count>& values, Pick pick) {
  for (std::size_t i = 0; i < count; ++i) {
    page.sample(MetricsPage::label(name, values[i]), all.sum([&](const Tallies& one)
                                                    -> const Counter& {
      return pick(one)[i];
    }));
  }
}

void tell_requests(MetricsPage& page, const Everybody& all) {
  page.family("requests_total", Type::counter, "Requests that were answered.");
  for (std::size_t kind = 0; kind < kKinds.size(); ++kind)
    for (std::size_t i = 0; i < kClasses.size(); ++i)
      page.sample(
          MetricsPage::label("kind", kKinds[kind]) + ',' + MetricsPage::label("class", kClasses[i]),
          all.sum([=](const Tallies& one) -> const Counter& {
            return one.requests[kind].by_class[i];
          }));
  page.family("request_duration_seconds", Type::histogram,
              "From the request's head to the answer's last byte.");
  for (std::size_t kind = 0; kind < kKinds.size(); ++kind)
    page.histogram(MetricsPage::label("kind", kKinds[kind]),
                   all.histogram([=](const Tallies& one) -> const auto& {
                     return one.requests[kind].durations;
                   }));
  page.family("request_failures_total", Type::counter,
              "Requests that failed because the machine or the program did.");
  each(page, all, "cause", kCauses,
       [](const Tallies& one) -> const auto& { return one.failed_requests; });
  page.family("rate_limited_total", Type::counter,
              "Requests answered 429.");
  page.sample(all.sum([](const Tallies& one) -> const Counter& {
    return one.hurried;
  }));
}

void tell_store(MetricsPage& page, const Everybody& all) {
  const auto single = [&](std::string_view name, std::string_view help,
                          Counter Tallies::*counter) {
    page.family(name, Type::counter, help);
    page.sample(all.sum([=](const Tallies& one) -> const Counter& {
      return one.*counter;
    }));
  };
  single("appends_total", "Appends to conversations and lists, on disk.",
         &Tallies::appends);
  page.family("append_failures_total", Type::counter,
              "Appends that the disk refused.");
  each(page, all, "cause", kCauses,
       [](const Tallies& one) -> const auto& { return one.failed_appends; });
  page.family("fsync_duration_seconds", Type::histogram,
              "How long fsync and fdatasync took.");
  page.histogram("", all.histogram([](const Tallies& one) -> const auto& {
    return one.syncs;
  }));
  single("sealed_tails_total", "Lines cut short by a crash, and ended.",
         &Tallies::sealed_tails);
  single("damaged_lines_total", "Lines that the index passed over as damaged.",
         &Tallies::damaged_lines);
  single("lock_timeouts_total", "Waits for a lock that ran out.",
         &Tallies::lock_timeouts);
  single("log_lines_suppressed_total",
         "Lines of the log left out as repetitions.",
         &Tallies::suppressed_lines);
}

void tell_deaths(MetricsPage& page, const Everybody& all) {
  page.family("process_deaths_total", Type::counter,
              "Processes that ended unasked.");
  each(page, all, "process", kRoles,
       [](const Tallies& one) -> const auto& { return one.deaths; });
  page.family("process_restarts_total", Type::counter,
              "Processes started in place of one that had ended unasked.");
  each(page, all, "process", kRoles,
       [](const Tallies& one) -> const auto& { return one.restarts; });
}

}  // namespace

std::string metrics_text(Desk& desk, const IndexState& index) {
  const Everybody all(desk);
  MetricsPage page;
  tell_state(page, desk, index);
  tell_requests(page, all);
  tell_store(page, all);
  tell_deaths(page, all);
  return page.text();
}

void write_metrics(Desk& desk, const IndexState& index) {
  const base::Path& file = desk.config.metrics_file;
  assert(!file.empty());  // load_config() names one
  base::Path fresh = file;
  fresh += ".new";  // collectors take *.prom alone
  {
    const base::Fd fd =
        base::open_file(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0644);
    ::fchmod(fd.get(), 0644);  // whatever the umask: others collect it
    base::write_all(fd, fresh, metrics_text(desk, index));
  }
  if (::rename(fresh.c_str(), file.c_str()) != 0)
    throw base::IoError(file.string(), "rename", errno);
}

}  // namespace support::desk

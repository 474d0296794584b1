// supportctl reindex: the index is made anew from the files.  The old one
// serves until the new one has its name.
//
// Where supportd runs, its housekeeper does it (desk/reindexing.h) and this
// waits; killed meanwhile, it is done all the same.  Where none runs, this
// does it, holding supportd's lock; killed, the old index is as it was, and
// the next one begins anew.
#include <unistd.h>

#include <chrono>
#include <ostream>
#include <thread>

#include "base/crypto.h"
#include "base/json.h"
#include "ctl/arguments.h"
#include "ctl/progress.h"
#include "desk/reindexing.h"
#include "index/catch_up.h"
#include "store/conversations.h"
#include "store/version.h"

namespace support::ctl {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kRoundMs = 200;
constexpr std::chrono::milliseconds kBetweenLooks{100};
// So long a housekeeper may take to say that it has begun.
constexpr std::chrono::seconds kPatience{20};

std::optional<base::FileLock> supportds_lock(const Place& place) {
  return base::FileLock::take(place.config.data_dir / ".supportd-lock", 0);
}

desk::ReindexNews by_ourselves(const Place& place) {
  const auto begun = Steady::now();
  Progress progress(place.err);
  const store::Conversations files(place.paths, {});
  base::make_directories(place.config.cache_dir, 0700);
  index::CatchUp anew(place.paths, files, true);
  desk::ReindexNews news;
  while (!anew.is_ready()) {
    const index::Caught caught = anew.run(place.clock.now(), kRoundMs);
    if (caught.trouble) throw *caught.trouble;
    news.records += caught.records;
    news.all = anew.progress().all;
    progress.show(anew.progress().done, news.all);
  }
  news.messages = anew.messages();
  anew.take_over();
  news.state = "done";
  news.milliseconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<base::Millis>(Steady::now() - begun).count());
  news.peak_bytes = desk::peak_memory();
  return news;
}

// What the housekeeper has said of this request; nothing as yet.
std::optional<desk::ReindexNews> news_of(const Place& place,
                                         const std::string& request) {
  auto news = desk::reindex_news(place.config.run_dir);
  if (!news || news->request != request) return std::nullopt;
  return news;
}

desk::ReindexNews by_the_housekeeper(const Place& place) {
  const base::Path& run = place.config.run_dir;
  const std::string request = base::crypto::random_base32(20);
  desk::request_reindex(run, request);
  Progress progress(place.err);
  for (auto heard = Steady::now();;) {
    std::this_thread::sleep_for(kBetweenLooks);
    if (const auto news = news_of(place, request)) {
      if (news->state == "done") return *news;
      if (news->state == "failed") throw Failure(kIoError, news->why);
      progress.show(news->done, news->all);
      heard = Steady::now();
    }
    if (supportds_lock(place)) {
      desk::end_reindex_request(run);
      throw Failure(kTryAgain, "supportd has stopped meanwhile; try again");
    }
    if (Steady::now() - heard > kPatience) {
      desk::end_reindex_request(run);
      throw Failure(kUnavailable, "supportd's housekeeper does not answer");
    }
  }
}

std::uint64_t per_second(std::uint64_t count, std::uint64_t milliseconds) {
  return count * 1000 / std::max<std::uint64_t>(milliseconds, 1);
}

void print(const Place& place, const desk::ReindexNews& news, bool running,
           bool as_json) {
  const std::uint64_t rate = per_second(news.messages, news.milliseconds);
  if (as_json) {
    place.out << base::json::write(base::json::Object{
                     {"conversations", news.all},
                     {"messages", news.messages},
                     {"records", news.records},
                     {"milliseconds", news.milliseconds},
                     {"messages_per_second", rate},
                     {"peak_memory_bytes", news.peak_bytes},
                     {"by", running ? "supportd" : "supportctl"}})
              << '\n';
    return;
  }
  place.out << news.messages << " messages in " << news.all
            << " conversations, " << news.milliseconds / 1000 << '.'
            << news.milliseconds % 1000 / 100 << " s, " << rate
            << " messages a second, at most "
            << (news.peak_bytes >> 20) << " MiB of memory\n";
}

}  // namespace

int reindex(Place& place, const Words& words) {
  const Arguments arguments(words, {}, {"--json"});
  arguments.plain(0);
  store::check_version(place.paths);
  const auto alone =
      base::FileLock::take(place.config.run_dir / "reindex.lock", 0);
  if (!alone) throw Failure(kTryAgain, "another reindex is at work");
  const auto lock = supportds_lock(place);
  const desk::ReindexNews news =
      lock ? by_ourselves(place) : by_the_housekeeper(place);
  print(place, news, !lock, arguments.has("--json"));
  return kOk;
}

}  // namespace support::ctl

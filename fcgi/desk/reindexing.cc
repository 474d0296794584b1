#include "desk/reindexing.h"

#include <sys/resource.h>
#include <unistd.h>

#include <exception>

#include "base/json.h"
#include "base/text.h"

namespace support::desk {
namespace {

using Steady = std::chrono::steady_clock;

// While an index is made a round takes five times as long (catch_up.cc).
constexpr int kRoundMs = 40;
constexpr std::chrono::milliseconds kBetweenTellings{500};
constexpr std::size_t kMostBytes = 4096;

base::Path request_file(const base::Path& run) { return run / "reindex"; }
base::Path news_file(const base::Path& run) { return run / "reindex.news"; }

std::uint64_t count_in(const base::json::Value& value, std::string_view name) {
  return static_cast<std::uint64_t>(value.integer(name));
}

}  // namespace

std::optional<ReindexNews> reindex_news(const base::Path& run) {
  const auto text = base::read_file(news_file(run), kMostBytes);
  const auto value = text ? base::json::parse(base::trimmed(*text))
                          : std::unexpected(std::string());
  if (!value || !value->object()) return std::nullopt;
  return ReindexNews{.request = value->text("request"),
                     .state = value->text("state"),
                     .why = value->text("why"),
                     .all = count_in(*value, "all"),
                     .done = count_in(*value, "done"),
                     .records = count_in(*value, "records"),
                     .messages = count_in(*value, "messages"),
                     .milliseconds = count_in(*value, "milliseconds"),
                     .peak_bytes = count_in(*value, "peak_bytes")};
}

void tell_reindex_news(const base::Path& run, const ReindexNews& news) {
  base::replace_file(
      news_file(run),
      base::json::write(base::json::Object{
          {"request", news.request},
          {"state", news.state},
          {"why", news.why},
          {"all", news.all},
          {"done", news.done},
          {"records", news.records},
          {"messages", news.messages},
          {"milliseconds", news.milliseconds},
          {"peak_bytes", news.peak_bytes}}) + "\n",
      0600);
}

std::optional<std::string> reindex_request(const base::Path& run) {
  // Four times a second: most often it opens nothing.
  if (::access(request_file(run).c_str(), F_OK) != 0) return std::nullopt;
  const auto text = base::read_file(request_file(run), kMostBytes);
  if (!text) return std::nullopt;
  return std::string(base::trimmed(*text));
}

void request_reindex(const base::Path& run, const std::string& request) {
  base::replace_file(request_file(run), request + "\n", 0600);
}

void end_reindex_request(const base::Path& run) {
  ::unlink(request_file(run).c_str());
}

std::uint64_t peak_memory() {
  struct rusage used {};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
}

void Reindexing::round(base::Time now, const std::function<void()>& let_go) {
  const auto request = reindex_request(run_);
  if (!request) {
    anew_.reset();  // it was taken back
    return;
  }
  try {
    if (!anew_ || news_.request != *request) begin(*request);
    work(now, let_go);
  } catch (const std::exception& error) {
    anew_.reset();
    news_.state = "failed";
    news_.why = error.what();
    end_reindex_request(run_);
    tell();
    throw;
  }
}

void Reindexing::begin(const std::string& request) {
  anew_.reset();
  news_ = {.request = request, .state = "working", .why = ""};
  begun_ = Steady::now();
  told_ = {};
  anew_.emplace(paths_, files_, true);
}

void Reindexing::work(base::Time now, const std::function<void()>& let_go) {
  const index::Caught caught = anew_->run(now, kRoundMs);
  news_.records += caught.records;
  const auto progress = anew_->progress();
  news_.all = progress.all;
  news_.done = progress.done;
  if (anew_->is_ready()) {
    news_.messages = anew_->messages();
    let_go();
    anew_->take_over();
    anew_.reset();
    news_.state = "done";
    end_reindex_request(run_);
  } else if (Steady::now() - told_ < kBetweenTellings) {
    return;
  }
  tell();
}

void Reindexing::tell() {
  told_ = Steady::now();
  news_.milliseconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<base::Millis>(told_ - begun_).count());
  news_.peak_bytes = peak_memory();
  tell_reindex_news(run_, news_);
}

}  // namespace support::desk

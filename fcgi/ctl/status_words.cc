#include "ctl/status_words.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "base/clock.h"

namespace support::ctl {
namespace {

namespace json = base::json;

std::string with_digits(double number, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, number);
  return text.data();
}

// Of one histogram, in milliseconds.
double mean_ms(const MetricsFile& figures, const std::string& name) {
  const double count = figures.value(name + "_count");
  return count > 0 ? 1000 * figures.value(name + "_sum") / count : 0;
}

std::string times(const MetricsFile& figures, const std::string& name) {
  const auto most = figures.within(name, 0.99);
  if (!most) return "";
  const std::string words = "mean " + with_digits(mean_ms(figures, name), 1) +
                            " ms, 99 % ";
  return std::isfinite(*most)
             ? words + "within " + with_digits(*most * 1000, 1) + " ms"
             : words + "over 10 s";
}

std::string request_words(const MetricsFile& figures) {
  const std::string name = "requests_total";
  return whole(figures.sum(name)) + ": " +
         whole(figures.sum(name, "kind=\"poll\"")) + " polls, " +
         whole(figures.sum(name, "kind=\"send\"")) + " sends; " +
         whole(figures.sum(name, "class=\"4xx\"")) + " refused (" +
         whole(figures.value("rate_limited_total")) + " too fast), " +
         whole(figures.sum(name, "class=\"5xx\"")) + " failed";
}

std::string worker_words(const MetricsFile& figures) {
  return whole(figures.value("workers_up")) + " of " +
         whole(figures.value("workers")) + " up, " +
         whole(figures.value("workers_busy")) + " busy, " +
         whole(figures.value("workers_hung")) + " hung; " +
         whole(figures.sum("process_deaths_total")) + " died, " +
         whole(figures.sum("process_restarts_total")) + " restarted";
}

std::string index_words(const MetricsFile& figures) {
  const double behind = figures.value("index_behind_seconds");
  const std::string held =
      whole(figures.sum("conversations")) + " conversations, " +
      whole(figures.value("conversations_awaiting")) + " await an answer";
  if (figures.value("index_building") > 0)
    return "is being made anew, since " + duration(behind) + "; " +
           whole(figures.value("index_unswept_conversations")) +
           " conversations to go";
  if (behind < 1) return "up to date: " + held;
  return "behind by " + duration(behind) + ", " +
         whole(figures.value("index_unread_conversations")) +
         " conversations to read; " + held;
}

}  // namespace

std::string whole(double number) { return with_digits(number, 0); }

std::string duration(double seconds) {
  const auto all = static_cast<long long>(std::max(seconds, 0.0));
  const auto two = [](long long more, const char* one, long long less,
                      const char* other) {
    return std::to_string(more) + " " + one +
           (less > 0 ? " " + std::to_string(less) + " " + other : "");
  };
  if (all < 120) return std::to_string(all) + " s";
  if (all < 3600) return std::to_string(all / 60) + " min";
  if (all < 48 * 3600) return two(all / 3600, "h", all / 60 % 60, "min");
  return two(all / 86400, "days", all / 3600 % 24, "h");
}

std::string bytes(double count) {
  constexpr std::array<const char*, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  for (; count >= 1024 && unit + 1 < kUnits.size(); ++unit) count /= 1024;
  return with_digits(count, unit == 0 ? 0 : 1) + " " + kUnits[unit];
}

std::string supportd_words(bool runs,
                           const std::optional<MetricsFile>& known) {
  if (!runs) return "DOES NOT RUN";
  if (!known) return "runs";
  const double since = known->value("start_time_seconds");
  const base::Time started(base::Seconds(std::llround(since)));
  const double now =
      static_cast<double>(base::Clock().now().time_since_epoch().count()) /
      1000;
  return "runs since " + base::iso(started) + " (" + duration(now - since) +
         "), version " + known->label_of("build_info");
}

std::vector<std::pair<std::string, std::string>> figure_lines(
    const MetricsFile& figures) {
  std::vector<std::pair<std::string, std::string>> lines{
      {"workers", worker_words(figures)},
      {"requests", request_words(figures)},
      {"appends", whole(figures.value("appends_total")) + " on disk, " +
                      whole(figures.sum("append_failures_total")) +
                      " refused by it"}};
  if (const auto syncs = times(figures, "fsync_duration_seconds");
      !syncs.empty())
    lines.push_back({"fsync", syncs});
  lines.push_back({"index", index_words(figures)});
  return lines;
}

json::Object figure_members(const MetricsFile& figures) {
  json::Object all{
      {"version", figures.label_of("build_info")},
      {"started_seconds", static_cast<std::int64_t>(std::llround(
                              figures.value("start_time_seconds")))}};
  const auto count = [&](const char* member, double value) {
    all.push_back({member, static_cast<std::int64_t>(std::llround(value))});
  };
  for (const char* name :
       {"workers", "workers_up", "workers_busy", "workers_hung",
        "index_unread_conversations", "index_building",
        "conversations_awaiting"})
    count(name, figures.value(name));
  count("conversations", figures.sum("conversations"));
  count("deaths", figures.sum("process_deaths_total"));
  count("restarts", figures.sum("process_restarts_total"));
  count("requests", figures.sum("requests_total"));
  count("refused", figures.sum("requests_total", "class=\"4xx\""));
  count("failed", figures.sum("requests_total", "class=\"5xx\""));
  count("appends", figures.value("appends_total"));
  count("append_failures", figures.sum("append_failures_total"));
  all.push_back({"fsync_mean_ms", mean_ms(figures, "fsync_duration_seconds")});
  const auto most = figures.within("fsync_duration_seconds", 0.99);
  all.push_back({"fsync_p99_ms", most ? json::Value(*most * 1000)
                                      : json::Value(nullptr)});
  all.push_back({"index_behind_seconds",
                 figures.value("index_behind_seconds")});
  return all;
}

}  // namespace support::ctl

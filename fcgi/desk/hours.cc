#include "desk/hours.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "store/business_hours.h"

namespace support::desk {
namespace {

// Zones differ from each other, and change, by multiples of this.
constexpr std::chrono::minutes kStep{15};

std::tm local(base::Time time) {
  const std::time_t seconds =
      std::chrono::floor<base::Seconds>(time).time_since_epoch().count();
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts;
}

std::string formatted(base::Time time, const char* format) {
  const std::tm parts = local(time);
  char text[32];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

int weekday_of(const std::tm& parts) { return (parts.tm_wday + 6) % 7; }

std::optional<std::chrono::year_month_day> date_in(std::string_view day) {
  const auto time = base::from_iso(std::string(day) + "T00:00:00Z");
  if (!time) return std::nullopt;
  return std::chrono::year_month_day(std::chrono::floor<base::Days>(*time));
}

std::string text_of(std::chrono::sys_days day) {
  return base::iso(day).substr(0, 10);
}

int minute_of_day(const std::tm& parts) {
  return parts.tm_hour * 60 + parts.tm_min;
}

// Of the local day in `parts`; closed where settings know no such day.
std::vector<store::Span> spans_on(const store::Settings& settings,
                                  const std::tm& parts) {
  const auto day = static_cast<std::size_t>(weekday_of(parts));
  if (day >= settings.hours.size()) return {};
  return store::spans_in(settings.hours[day])
      .value_or(std::vector<store::Span>());
}

// The first moment in [from, from + kStep) at which they are open; the clock
// does not change in it.
std::optional<base::Time> opening_in_step(const store::Settings& settings,
                                          base::Time from) {
  const std::tm parts = local(from);
  const int first = minute_of_day(parts);
  for (const store::Span& span : spans_on(settings, parts)) {
    const int minute = std::max(first, span.from);
    if (minute < span.until && minute < first + kStep.count())
      return from + std::chrono::minutes(minute - first);
  }
  return std::nullopt;
}

}  // namespace

void use_zone(const std::string& name) {
  static std::string in_use;
  if (name == in_use) return;
  ::setenv("TZ", name.c_str(), 1);
  ::tzset();
  in_use = name;
}

std::string local_time(base::Time time) { return formatted(time, "%H:%M"); }

std::string local_day(base::Time time) { return formatted(time, "%Y-%m-%d"); }

std::string local_stamp(base::Time time) {
  return formatted(time, "%Y-%m-%d %H:%M");
}

std::optional<base::Time> start_of_day(std::string_view day) {
  const auto date = date_in(day);
  if (!date) return std::nullopt;
  // Noon is in every day but those that a zone left out.
  std::tm noon{};
  noon.tm_year = int{date->year()} - 1900;
  noon.tm_mon = static_cast<int>(unsigned{date->month()}) - 1;
  noon.tm_mday = static_cast<int>(unsigned{date->day()});
  noon.tm_hour = 12;
  noon.tm_isdst = -1;
  const base::Time time{base::Seconds(std::mktime(&noon))};
  if (local_day(time) != day) return std::nullopt;
  return start_of_day(time);
}

std::optional<base::Time> start_of_day_or_next(std::string_view day) {
  const auto start = start_of_day(day);
  if (start || !date_in(day)) return start;
  return start_of_day_or_next(day_after(day, 1));
}

std::string day_after(std::string_view day, int days) {
  const auto date = date_in(day);
  return date ? text_of(std::chrono::sys_days(*date) + base::Days(days)) : "";
}

HourOfWeek local_hour(base::Time time) {
  const std::tm parts = local(time);
  return {.weekday = weekday_of(parts), .hour = parts.tm_hour};
}

bool is_open(const store::Settings& settings, base::Time time) {
  if (settings.hours.empty()) return true;
  use_zone(settings.time_zone);
  const std::tm parts = local(time);
  const int minute = minute_of_day(parts);
  return std::ranges::any_of(
      spans_on(settings, parts), [&](const store::Span& span) {
        return span.from <= minute && minute < span.until;
      });
}

std::optional<base::Time> next_opening(const store::Settings& settings,
                                       base::Time time) {
  if (is_open(settings, time)) return std::nullopt;
  // A week on, the same hours come again, but for a change of the clock.
  const base::Time end = time + base::Days(8);
  auto step = std::chrono::floor<std::chrono::minutes>(time);
  step -= step.time_since_epoch() % kStep;
  for (base::Time from = step; from < end; from += kStep) {
    const auto opening = opening_in_step(settings, from);
    if (opening && *opening > time) return opening;
  }
  return std::nullopt;
}

// mktime finds midnight, but where the clock changes then it may miss by the
// change: so we begin to look before it.
base::Time start_of_day(base::Time time) {
  const std::string today = local_day(time);
  std::tm midnight = local(time);
  midnight.tm_hour = midnight.tm_min = midnight.tm_sec = 0;
  midnight.tm_isdst = -1;
  base::Time start{base::Seconds(std::mktime(&midnight))};
  start -= std::chrono::hours(2);
  while (local_day(start) < today) start += kStep;
  return start;
}

}  // namespace support::desk

#include "web/statistics_range.h"

#include <algorithm>

#include "base/text.h"
#include "desk/hours.h"
#include "web/words.h"

namespace support::web::statistics {
namespace {

// A longer range is a question for the CSV, year by year.
constexpr std::int64_t kMostDays = 3 * 366;
// What the text of a day compares well within.
constexpr std::string_view kFirstDay = "2000-01-01", kLastDay = "2099-12-31";

constexpr const Choice& kUsual = kChoices[2];

std::string today(Context& context) {
  return desk::local_day(context.desk.now());
}

bool is_day(std::string_view text) {
  return text.size() == kFirstDay.size() && text >= kFirstDay &&
         text <= kLastDay && desk::start_of_day(text).has_value();
}

// Days from the first to the last; nothing when they are too many.
std::optional<Span> span_of(std::string_view choice, std::string_view from,
                            std::string_view until) {
  Span span;
  span.choice = choice;
  std::string day(from);
  while (day <= until) {
    if (std::ssize(span.days) == kMostDays) return std::nullopt;
    span.days.push_back({day, *desk::start_of_day_or_next(day)});
    day = desk::day_after(day, 1);
  }
  span.end = *desk::start_of_day_or_next(day);
  return span;
}

void complain(Asked& asked, std::string field, std::string message) {
  asked.errors.push_back({std::move(field), std::move(message)});
}

void check_day(Asked& asked, const std::string& field,
               const std::string& text) {
  if (is_day(text)) return;
  const std::string which = field == "from" ? "first" : "last";
  complain(asked, field,
           text.empty() ? "Choose the " + which + " day."
                        : "The " + which + " day is a date as in 2026-03-29, "
                          "from 2000 to 2099.");
}

Asked own_days(Context& context, Asked asked) {
  const std::string& from = asked.typed_from;
  std::string until = asked.typed_until;
  if (until.empty()) {
    until = today(context);
    if (is_day(from)) until = std::max(until, from);
  }
  check_day(asked, "from", from);
  check_day(asked, "until", until);
  if (!asked.errors.empty()) return asked;
  if (until < from) {
    complain(asked, "until", "The last day is before the first.");
    return asked;
  }
  asked.span = span_of("", from, until);
  if (!asked.span) {
    complain(asked, "from", "At most " + grouped(kMostDays) +
                                " days (three years) are shown at once.");
  }
  return asked;
}

}  // namespace

std::string Span::query() const {
  return "from=" + from() + "&until=" + until();
}

std::string Span::words() const {
  if (days.size() == 1) return full_day(from());
  const bool same_year = from().substr(0, 4) == until().substr(0, 4);
  std::string first = full_day(from());
  if (same_year) first.resize(first.rfind(' '));
  return first + " to " + full_day(until());
}

Asked days_asked(Context& context) {
  desk::use_zone(context.desk.settings.now().time_zone);
  const auto named = [&](std::string_view name) {
    return std::string(base::trimmed(
        context.request.parameter(name).value_or("")));
  };
  Asked asked;
  asked.typed_from = named("from");
  asked.typed_until = named("until");
  if (!asked.typed_from.empty() || !asked.typed_until.empty())
    return own_days(context, std::move(asked));

  const std::string choice =
      context.request.parameter("range").value_or(std::string(kUsual.name));
  const std::string last = today(context);
  for (const Choice& one : kChoices) {
    if (one.name != choice) continue;
    asked.span = span_of(one.name, desk::day_after(last, 1 - one.days), last);
    return asked;
  }
  complain(asked, "from", "Choose the days: there is no such range.");
  return asked;
}

}  // namespace support::web::statistics

// Which days a statistics page is about: local days of the shop's zone, first
// and last included, exact over a change of the clock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/statistics.h"
#include "store/settings.h"
#include "web/context.h"

namespace support::web::statistics {

// The ranges that a click gives.
struct Choice {
  std::string_view name, label;
  int days;
};
inline constexpr Choice kChoices[] = {
    {"today", "Today", 1}, {"7", "7 days", 7}, {"30", "30 days", 30}};

struct Day {
  std::string name;    // "2026-11-22"
  base::Time start{};  // its first moment
};

struct Span {
  std::string choice;     // "today", "7", "30"; "" = days of one's own
  std::vector<Day> days;  // in order, at least one
  base::Time end{};       // the first moment after the last of them

  const std::string& from() const { return days.front().name; }
  const std::string& until() const { return days.back().name; }
  index::Range range() const { return {days.front().start, end}; }
  // The days as the query of a URL: "from=2026-11-22&until=2026-11-24".
  std::string query() const;
  // "3 February to 4 March 2026"
  std::string words() const;
};

// What a GET asks for: range=today|7|30 (of which the last day is today; 30
// when nothing is asked for), or from= and until= (today when it is left out).
struct Asked {
  std::optional<Span> span;                // nothing when something is wrong
  std::string typed_from, typed_until;     // as they came
  std::vector<store::FieldError> errors;
};
Asked days_asked(Context& context);

}  // namespace support::web::statistics

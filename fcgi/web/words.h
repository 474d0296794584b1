// How figures, times and names are written on the staff pages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "desk/desk.h"

namespace support::web {

// An agent should have answered by then; later waits are marked.
inline constexpr base::Seconds kWaitTarget = std::chrono::minutes(10);

// "< 1 min", "18 min", "5 h", "1 d 2 h".
std::string how_long(base::Millis time);
// "96 B", "412 kB", "1.3 MB"
std::string size_text(std::uint64_t bytes);
// A limit, which is a round number of 1,024s: "10 MB".
std::string limit_text(std::uint64_t bytes);
// "2,318"
std::string grouped(std::int64_t number);
// Of a day "2026-03-04": "4 March 2026", and "4 Mar".
std::string full_day(const std::string& day);
std::string brief_day(const std::string& day);
// "MK" of "Marta Kowal", for the round mark beside a name.
std::string initials(std::string_view name);

// A moment in the shop's zone.
struct Moment {
  std::string iso;   // for <time datetime>
  std::string day;   // "2026-11-22": equal for moments of one day
  std::string time;  // "14:32"
  std::string date;  // "Tuesday 3 March", "Today"; with the year if not this
  std::string brief;  // "14:32" today, "Yesterday", "3 Mar", "3 Mar 2025"
  std::string full;   // "Tuesday 3 March, 14:32, Europe/Berlin"

  std::string with_seconds() const;  // "14:32:05"
  std::string day_and_time() const;  // "14:32", "Yesterday 14:32"
};
Moment moment(desk::Desk& desk, base::Time time);
// Of days such as "2026-03-07": "7 March 2026", "1 to 7 March 2026",
// "28 February to 7 March 2026".
std::string range_words(const std::string& from, const std::string& until);

// Bytes that a browser sent as lines (CRLF) as we keep them (LF).
std::string plain_lines(std::string_view text);

}  // namespace support::web

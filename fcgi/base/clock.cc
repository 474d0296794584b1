#include "base/clock.h"

#include <algorithm>
#include <fstream>

#include "base/text.h"

namespace support::base {
namespace {

// Over `count` characters from `at`, with zeros in front.
void put_digits(std::string& text, std::size_t at, std::size_t count,
                std::int64_t number) {
  for (std::size_t i = at + count; i-- > at; number /= 10)
    text[i] = static_cast<char>('0' + number % 10);
}

unsigned digits_at(std::string_view text, std::size_t at, std::size_t count) {
  unsigned number = 0;
  for (const char c : text.substr(at, count))
    number = number * 10 + static_cast<unsigned>(c - '0');
  return number;
}

// A digit for each 0 of the pattern, and the pattern's own byte elsewhere.
bool looks_like(std::string_view pattern, std::string_view text) {
  const auto fits = [](char p, char c) {
    return p == '0' ? c >= '0' && c <= '9' : c == p;
  };
  return std::ranges::equal(pattern, text, fits);
}

}  // namespace

std::string iso(Time time) {
  const auto day = std::chrono::floor<Days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text = "0000-00-00T00:00:00.000Z";
  put_digits(text, 0, 4, int{date.year()});
  put_digits(text, 5, 2, unsigned{date.month()});
  put_digits(text, 8, 2, unsigned{date.day()});
  put_digits(text, 11, 2, clock.hours().count());
  put_digits(text, 14, 2, clock.minutes().count());
  put_digits(text, 17, 2, clock.seconds().count());
  put_digits(text, 20, 3, clock.subseconds().count());
  return text;
}

std::optional<Time> from_iso(std::string_view text) {
  std::string whole(text);
  if (text.size() == 20) whole.insert(19, ".000");
  if (!looks_like("0000-00-00T00:00:00.000Z", whole)) return {};
  const std::chrono::year_month_day date(
      std::chrono::year(static_cast<int>(digits_at(whole, 0, 4))),
      std::chrono::month(digits_at(whole, 5, 2)),
      std::chrono::day(digits_at(whole, 8, 2)));
  const unsigned hour = digits_at(whole, 11, 2);
  const unsigned minute = digits_at(whole, 14, 2);
  const unsigned second = digits_at(whole, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return {};
  return std::chrono::sys_days(date) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + Seconds(second) +
         Millis(digits_at(whole, 20, 3));
}

std::string iso_day(Time time) {
  const std::chrono::year_month_day date(std::chrono::floor<Days>(time));
  std::string text = "00000000";
  put_digits(text, 0, 4, int{date.year()});
  put_digits(text, 4, 2, unsigned{date.month()});
  put_digits(text, 6, 2, unsigned{date.day()});
  return text;
}

Time Clock::now() const {
  if (!held_by_.empty()) {
    std::ifstream file(held_by_);
    std::string line;
    std::getline(file, line);
    if (const auto held = from_iso(trimmed(line))) return *held;
  }
  return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

}  // namespace support::base

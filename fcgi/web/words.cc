#include "web/words.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "desk/hours.h"

namespace support::web {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {
    "Sunday",   "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday"};

// Of "2026-11-22", as desk/hours writes a day.
std::chrono::year_month_day date_in(const std::string& day) {
  const auto part = [&](std::size_t at, std::size_t count) {
    const auto text = std::string_view(day).substr(at, count);
    const auto number = base::to_number(text);
    return number.value_or(1);
  };
  return {std::chrono::year(static_cast<int>(part(0, 4))),
          std::chrono::month(static_cast<unsigned>(part(5, 2))),
          std::chrono::day(static_cast<unsigned>(part(8, 2)))};
}

std::string day_and_month(const std::chrono::year_month_day& date,
                          std::size_t letters) {
  const auto month = kMonths.at(unsigned{date.month()} - 1);
  return std::to_string(unsigned{date.day()}) + " " +
         std::string(month.substr(0, letters));
}

std::string one_decimal(std::uint64_t bytes, std::uint64_t unit) {
  const std::uint64_t tenths = (bytes * 10 + unit / 2) / unit;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string first_letter(std::string_view word) {
  const base::CodePoint first = base::first_code_point(word);
  std::string letter(word.substr(0, first.bytes));
  if (first.value >= 'a' && first.value <= 'z') {
    letter.front() = static_cast<char>(letter.front() - 'a' + 'A');
  }
  return letter;
}

}  // namespace

std::string how_long(base::Millis time) {
  const std::int64_t minutes =
      std::chrono::floor<std::chrono::minutes>(time).count();
  const std::int64_t hours = minutes / 60, days = hours / 24;
  if (minutes < 1) return "< 1 min";
  if (hours < 1) return std::to_string(minutes) + " min";
  if (days < 1) return std::to_string(hours) + " h";
  const std::string whole = std::to_string(days) + " d";
  if (hours % 24 == 0) return whole;
  return whole + " " + std::to_string(hours % 24) + " h";
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + "\u00a0B";
  if (bytes < 1'000'000) return std::to_string((bytes + 500) / 1000) + "\u00a0kB";
  return one_decimal(bytes, 1'000'000) + "\u00a0MB";
}

std::string limit_text(std::uint64_t bytes) {
  constexpr std::uint64_t kMega = 1024 * 1024;
  if (bytes < kMega) return std::to_string(bytes / 1024) + "\u00a0kB";
  return std::to_string(bytes / kMega) + "\u00a0MB";
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    if (digits.at(at - 1) != '-') digits.insert(at, ",");
  }
  return digits;
}

std::string full_day(const std::string& day) {
  const auto date = date_in(day);
  return day_and_month(date, std::string::npos) + " " +
         std::to_string(int{date.year()});
}

std::string brief_day(const std::string& day) {
  return day_and_month(date_in(day), 3);
}

std::string initials(std::string_view name) {
  std::vector<std::string_view> words = base::split(name, ' ');
  std::erase(words, std::string_view());
  if (words.empty()) return "";
  std::string letters = first_letter(words.front());
  if (words.size() > 1) letters += first_letter(words.back());
  return letters;
}

Moment moment(desk::Desk& desk, base::Time time) {
  const std::string& zone = desk.settings.now().time_zone;
  desk::use_zone(zone);
  const base::Time now = desk.now();
  const std::string day = desk::local_day(time);
  const std::string today = desk::local_day(now);
  const auto date = date_in(day);
  const bool this_year = date.year() == date_in(today).year();
  const std::string year =
      this_year ? "" : " " + std::to_string(int{date.year()});
  const std::chrono::weekday weekday{std::chrono::sys_days(date)};

  Moment moment;
  moment.iso = base::iso(time);
  moment.day = day;
  moment.time = desk::local_time(time);
  moment.date = std::string(kWeekdays.at(weekday.c_encoding())) + " " +
                day_and_month(date, std::string::npos) + year;
  moment.full = moment.date + ", " + moment.time + ", " + zone;
  moment.brief = day_and_month(date, 3) + year;
  if (std::chrono::sys_days(date) + base::Days(1) ==
      std::chrono::sys_days(date_in(today))) {
    moment.brief = "Yesterday";
  }
  if (day == today) {
    moment.date = "Today";
    moment.brief = moment.time;
  }
  return moment;
}

// No zone is off by a part of a minute.
std::string Moment::with_seconds() const {
  return time + ":" + iso.substr(iso.find('T') + 7, 2);
}

std::string Moment::day_and_time() const {
  return brief == time ? time : brief + " " + time;
}

std::string range_words(const std::string& from, const std::string& until) {
  if (from == until) return full_day(from);
  const auto first = date_in(from), last = date_in(until);
  std::string begin = full_day(from);
  if (first.year() == last.year()) {
    begin = first.month() == last.month()
                ? std::to_string(unsigned{first.day()})
                : day_and_month(first, std::string::npos);
  }
  return begin + " to " + full_day(until);
}

std::string plain_lines(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool pair = text.substr(at).starts_with("\r\n");
    if (!pair) plain += text[at] == '\r' ? '\n' : text[at];
  }
  return plain;
}

}  // namespace support::web

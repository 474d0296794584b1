#include "store/business_hours.h"

#include "base/text.h"

namespace support::store {
namespace {

constexpr int kMinutesOfDay = 24 * 60;

// "09:30", and "24:00" for the end of a day.
std::optional<int> minutes_in(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t place : {0u, 1u, 3u, 4u})
    if (!is_digit(text[place])) return std::nullopt;
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  const int all = hours * 60 + minutes;
  if (minutes > 59 || all > kMinutesOfDay) return std::nullopt;
  return all;
}

}  // namespace

std::optional<std::vector<Span>> spans_in(std::string_view day) {
  std::vector<Span> spans;
  if (day.empty()) return spans;
  for (const std::string_view text : base::split(day, ' ')) {
    if (text.size() != 11 || text[5] != '-') return std::nullopt;
    const auto from = minutes_in(text.substr(0, 5));
    const auto until = minutes_in(text.substr(6));
    const int earliest = spans.empty() ? 0 : spans.back().until;
    if (!from || !until || *from < earliest || *until <= *from)
      return std::nullopt;
    spans.push_back({*from, *until});
  }
  return spans;
}

}  // namespace support::store

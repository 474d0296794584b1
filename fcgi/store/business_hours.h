// One day's business hours as settings.json writes them: "09:00-17:00", or
// several spans with a blank between, "09:00-12:30 13:30-24:00".
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace support::store {

// From and until in minutes after midnight by the shop's clocks; `until` is
// not in it, and at most 24:00.
struct Span {
  int from = 0;
  int until = 0;
  bool operator==(const Span&) const = default;
};

// "" has none (closed all day).  Nothing when the text is no such list: each
// span ends after it begins and begins after the one before has ended.
std::optional<std::vector<Span>> spans_in(std::string_view day);

}  // namespace support::store

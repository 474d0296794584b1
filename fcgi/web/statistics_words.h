// How figures of the statistics are written, and what each of them means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "web/view.h"

namespace support::web::statistics {

// "20 s", "3 min 10 s", "1 h 5 min", "1 d 3 h"; "0 s" for less than a second.
std::string lasting(base::Millis time);
// "190", "70.5": seconds to the millisecond.
std::string exact_seconds(base::Millis time);
// "92%"; nothing where `of` is below `least`.
std::optional<std::string> share(std::int64_t part, std::int64_t of,
                                 std::int64_t least);
// "2.5", rounded half up; 0 of anything is "0".
std::string one_decimal(std::int64_t sum, std::int64_t of);

// Fewer ratings than this say nothing about an agent.
inline constexpr std::int64_t kFewestRatings = 5;

// What stands behind the "?" of a figure.
std::string_view meaning_of(std::string_view figure);

// A value as page data, for p_stat_value: `value` as people read it, `exact`
// and (for a time) `hint` for those who count.
Data value_data(std::string value, std::string exact, std::string hint = "");
// Of a time that may be none: "–".
Data time_data(std::optional<base::Millis> time);
Data count_data(std::int64_t count);

}  // namespace support::web::statistics

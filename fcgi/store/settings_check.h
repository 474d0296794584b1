// What settings may be: the words behind check(Settings).
#pragma once

#include <array>
#include <string_view>

#include "store/settings.h"

namespace support::store {

inline constexpr int kShortestPollMs = 1'000;
inline constexpr int kLongestPollMs = 60'000;
inline constexpr int kMostAutoCloseHours = 365 * 24;
inline constexpr int kMostRetentionDays = 100 * 365;
inline constexpr int kMostUploadMebibytes = 1024;
inline constexpr std::array<std::string_view, 3> kAsks = {"no", "optional",
                                                          "required"};

// A path (one leading slash) or an http(s) URL of printable ASCII.
bool is_page_url(std::string_view text);
// A zone that tzdata has on this machine, or "UTC".
bool is_time_zone(std::string_view name);

}  // namespace support::store

// Which version of the program this is.
#pragma once

#include <string_view>

namespace support::base {

inline constexpr std::string_view kProgramVersion = "0.5";

}  // namespace support::base

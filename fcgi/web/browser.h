// A browser in words, for people: what it calls itself in User-Agent.  Only a
// hint, as anybody may send anything.
#pragma once

#include <string>
#include <string_view>

namespace support::web {

// "Firefox 141 on Linux", "Safari on an iPhone", "another browser".
std::string browser_words(std::string_view user_agent);

}  // namespace support::web

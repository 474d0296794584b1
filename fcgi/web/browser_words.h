// A browser's User-Agent as a person would say it.
#pragma once

#include <string>
#include <string_view>

namespace support::web {

// "Firefox 128 on Windows"; "Firefox 128" or "Windows" when only that is
// known; "" when neither is.  A guess: nobody can know what a browser is.
std::string browser_words(std::string_view user_agent);

}  // namespace support::web

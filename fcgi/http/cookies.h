// Cookies, as RFC 6265 wants them read and written.
#pragma once

#include <string>
#include <string_view>

namespace support::http {

// The value of `name` in a Cookie header, "" when absent.  Apache joins
// repeated headers with ", "; both separators are understood.  The first of
// two counts.
std::string_view cookie_in(std::string_view header, std::string_view name);

// Set-Cookie for a session: HttpOnly; SameSite=Lax; Path=/; Secure when `tls`.
// An empty value removes it.  Throws std::invalid_argument when the value holds
// a byte that RFC 6265 section 4.1.1 does not allow.
std::string session_cookie(std::string_view name, std::string_view value,
                           bool tls);

}  // namespace support::http

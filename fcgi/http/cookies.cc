#include "http/cookies.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"

namespace support::http {
namespace {

// Where the first cookie of `header` ends, and how long its separator is.
struct End {
  std::size_t at;
  std::size_t separator_bytes;
};

// A bare comma may stand in a value that some shop set; ", " is Apache's.
End end_of_cookie(std::string_view header) {
  const std::size_t semicolon = header.find(';'), joined = header.find(", ");
  if (joined < semicolon) return {joined, 2};
  if (semicolon == header.npos) return {header.size(), 0};
  return {semicolon, 1};
}

// cookie-octet, RFC 6265 section 4.1.1.
bool may_stand_in_value(char c) {
  return c > ' ' && c <= '~' && c != '"' && c != ',' && c != ';' && c != '\\';
}

}  // namespace

std::string_view cookie_in(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const End end = end_of_cookie(header);
    const std::string_view cookie = header.substr(0, end.at);
    header.remove_prefix(end.at + end.separator_bytes);
    const std::size_t equals = cookie.find('=');
    if (equals == cookie.npos) continue;
    if (base::trimmed(cookie.substr(0, equals)) == name) {
      return base::trimmed(cookie.substr(equals + 1));
    }
  }
  return "";
}

std::string session_cookie(std::string_view name, std::string_view value,
                           bool tls) {
  if (!std::ranges::all_of(value, may_stand_in_value)) {
    throw std::invalid_argument("cookie: a character that may not stand in it");
  }
  std::string cookie(name);
  cookie += '=';
  cookie += value;
  cookie += "; Path=/; HttpOnly; SameSite=Lax";
  if (tls) cookie += "; Secure";
  if (value.empty()) cookie += "; Max-Age=0";
  return cookie;
}

}  // namespace support::http

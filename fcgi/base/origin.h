// Origins (RFC 6454, section 6.2) as support.conf lists them: exactly as a
// browser writes the header Origin, because they are compared byte by byte.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace support::base {

// Why this is no origin that a browser would send; nothing when it is one.
std::optional<std::string> wrong_with_origin(std::string_view text);

// http:// on 127.0.0.1, localhost or [::1], any port.
bool is_loopback_origin(std::string_view origin);

}  // namespace support::base

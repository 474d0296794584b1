// "multipart/form-data; boundary=x" taken apart: the shape of Content-Type and
// Content-Disposition (RFC 9110 section 5.6.6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support::http {

struct HeaderValue {
  std::string value;  // lower-case
  std::vector<std::pair<std::string, std::string>> parameters;  // lower-case name

  // Nothing when absent; "" when present and empty.
  std::optional<std::string> parameter(std::string_view name) const;
};

// Nothing when malformed: a quote left open, a parameter without '=', a name
// given twice.  In a quoted string only \" is an escape: browsers send
// backslashes of file names as they are (HTML standard, multipart/form-data).
std::optional<HeaderValue> header_value(std::string_view text);

}  // namespace support::http

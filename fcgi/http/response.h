// One answer.  Headers are set through a function that refuses CR, LF and NUL
// (it throws, and the catch around a request answers a plain 500), so nothing
// can split it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace support::http {

class Response {
 public:
  explicit Response(int status = 200) : status_(status) {}

  static Response json(int status, const base::json::Object& body);
  static Response html(int status, std::string body);
  static Response text(int status, std::string body);
  static Response no_content();                         // 204
  static Response see_other(std::string_view location);  // 303

  int status() const { return status_; }
  const std::string& body() const { return body_; }
  const std::vector<std::pair<std::string, std::string>>& headers() const {
    return headers_;
  }
  void set_status(int status) { status_ = status; }
  void set_body(std::string body) { body_ = std::move(body); }
  // Replaces a header of the same name (in any case), except Set-Cookie.
  // Throws std::invalid_argument when the name is no token (RFC 9110 section
  // 5.6.2) or the value holds CR, LF or NUL.
  void set(std::string_view name, std::string_view value);
  // "" when it was not set.
  std::string_view header(std::string_view name) const;

 private:
  int status_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string body_;
};

// "Not Found" for 404, …
std::string_view status_phrase(int status);

// RFC 6266 with RFC 8187: an ASCII fallback, and filename* where that differs.
std::string content_disposition(bool attachment, std::string_view file_name);

}  // namespace support::http

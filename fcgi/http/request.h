// One HTTP request as the program sees it: checked once, here.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace support::http {

// Reads up to `count` bytes of the body; 0 at its end, -1 when the peer broke
// off (fewer bytes than Content-Length announced).
using BodyReader = std::function<long(char* into, std::size_t count)>;

enum class Method { get, head, post, options, other };
Method method_of(std::string_view name);

class Request {
 public:
  std::string id;            // 16 characters, ours; stands in log and errors
  Method method = Method::get;
  std::string method_name;
  // The path of REQUEST_URI, exactly as sent.  Strict: a byte outside
  // [A-Za-z0-9/_.-], "//" or a dot segment leaves it empty, which no route
  // matches (security.md O26).
  std::string path;
  std::string query;         // raw, without '?'
  std::string remote_address;
  bool over_tls = false;
  std::int64_t content_length = -1;  // -1: none was sent
  BodyReader read_body_piece;

  // A header by its lower-case name ("x-support-token"); "" when absent.
  std::string_view header(std::string_view name) const;
  // The first value of a query parameter, decoded; nothing when absent or when
  // it is no UTF-8.
  std::optional<std::string> parameter(std::string_view name) const;
  std::string_view cookie(std::string_view name) const;  // "" when absent

  // Media type of the body, lower-case, without parameters; "" when absent.
  std::string content_type() const;
  // `name` in lower-case.  The first header of a name counts.
  void add_header(std::string name, std::string value);

 private:
  // A dozen entries, made for each request: a flat list beats a map here.
  std::vector<std::pair<std::string, std::string>> headers_;
};

// The path as routes and access checks may use it, or "".
std::string strict_path(std::string_view request_uri);

// The whole body, enforced while reading.  Refused: no Content-Length
// (bad_request with detail "length": 411), longer than `limit` (too_large),
// shorter or longer than announced (bad_request), a Content-Encoding
// (bad_type).
std::expected<std::string, base::Refusal> read_body(const Request& request,
                                                    std::size_t limit);

// Reads what is left of the body and throws it away, at most `limit` bytes.
void drain_body(const Request& request, std::size_t limit);

// Fields of application/x-www-form-urlencoded; a field twice keeps all, in
// order.  Refused when a name or value is no UTF-8 or holds NUL.
class Form {
 public:
  static std::expected<Form, base::Refusal> parse(std::string_view body);
  // The first value; nothing when absent.
  std::optional<std::string> field(std::string_view name) const;
  std::string text(std::string_view name) const;  // "" when absent
  std::vector<std::string> all(std::string_view name) const;
  void add(std::string name, std::string value);

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace support::http

#include "http/request.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "http/cookies.h"

namespace support::http {
namespace {

using base::Reason;
using base::Refusal;

constexpr std::size_t kPiece = 64 * 1024;

bool may_stand_in_path(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '.' || c == '-';
}

struct RawField {
  std::string_view name;
  std::string_view value;
};

// Takes "a=b" off the front of "a=b&c=d"; both sides still encoded.
RawField take_field(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('&'), rest.size());
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  const std::size_t equals = std::min(field.find('='), field.size());
  return {field.substr(0, equals),
          field.substr(std::min(equals + 1, field.size()))};
}

std::unexpected<Refusal> malformed(const char* detail) {
  return std::unexpected(
      Refusal{.reason = Reason::bad_request, .detail = detail});
}

}  // namespace

Method method_of(std::string_view name) {
  if (name == "GET") return Method::get;
  if (name == "POST") return Method::post;
  if (name == "HEAD") return Method::head;
  if (name == "OPTIONS") return Method::options;
  return Method::other;
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers_) {
    if (key == name) return value;
  }
  return "";
}

void Request::add_header(std::string name, std::string value) {
  if (headers_.empty()) headers_.reserve(16);  // as many as a browser sends
  headers_.emplace_back(std::move(name), std::move(value));
}

std::optional<std::string> Request::parameter(std::string_view name) const {
  for (std::string_view rest = query; !rest.empty();) {
    const RawField field = take_field(rest);
    if (base::form_decoded(field.name) == name) {
      return base::form_decoded(field.value);
    }
  }
  return {};
}

std::string_view Request::cookie(std::string_view name) const {
  return cookie_in(header("cookie"), name);
}

std::string Request::content_type() const {
  const std::string_view type = header("content-type");
  return base::lower_ascii(base::trimmed(type.substr(0, type.find(';'))));
}

std::string strict_path(std::string_view request_uri) {
  const std::string_view path = request_uri.substr(0, request_uri.find('?'));
  if (!path.starts_with('/') || path.find("//") != path.npos) return "";
  if (!std::ranges::all_of(path, may_stand_in_path)) return "";
  for (const std::string_view segment : base::split(path, '/')) {
    if (segment == "." || segment == "..") return "";
  }
  return std::string(path);
}

std::expected<std::string, Refusal> read_body(const Request& request,
                                              std::size_t limit) {
  if (!request.header("content-encoding").empty()) {
    return std::unexpected(
        Refusal{.reason = Reason::bad_type, .detail = "content-encoding"});
  }
  if (request.content_length < 0) return malformed("length");
  const auto announced = static_cast<std::uint64_t>(request.content_length);
  if (announced > limit) {
    return std::unexpected(
        Refusal{.reason = Reason::too_large,
                .limit = static_cast<std::int64_t>(limit),
                .detail = "body"});
  }
  std::string body(announced, '\0');
  for (std::size_t have = 0; have < announced;) {
    const long got =
        request.read_body_piece(body.data() + have, announced - have);
    if (got <= 0) return malformed("body: shorter than its Content-Length");
    have += static_cast<std::size_t>(got);
  }
  char more = 0;
  if (request.read_body_piece && request.read_body_piece(&more, 1) > 0) {
    return malformed("body: longer than its Content-Length");
  }
  return body;
}

void drain_body(const Request& request, std::size_t limit) {
  if (!request.read_body_piece) return;
  std::array<char, kPiece> piece;
  for (std::size_t drained = 0; drained < limit;) {
    const long got = request.read_body_piece(
        piece.data(), std::min(piece.size(), limit - drained));
    if (got <= 0) return;
    drained += static_cast<std::size_t>(got);
  }
}

std::expected<Form, Refusal> Form::parse(std::string_view body) {
  Form form;
  while (!body.empty()) {
    const RawField field = take_field(body);
    if (field.name.empty() && field.value.empty()) continue;
    std::optional<std::string> name = base::form_decoded(field.name);
    std::optional<std::string> value = base::form_decoded(field.value);
    if (!name || !value) return malformed("form: a field is no UTF-8 text");
    form.add(std::move(*name), std::move(*value));
  }
  return form;
}

std::optional<std::string> Form::field(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (key == name) return value;
  }
  return {};
}

std::string Form::text(std::string_view name) const {
  return field(name).value_or("");
}

std::vector<std::string> Form::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : fields_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

void Form::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

}  // namespace support::http

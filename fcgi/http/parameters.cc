#include "http/parameters.h"

#include "base/crypto.h"
#include "base/text.h"

namespace support::http {
namespace {

// 9 random characters of this process and a number: no system call a request.
std::string next_id() {
  static const std::string prefix = base::crypto::random_base32(9);
  static std::uint32_t count = 0;
  constexpr char kDigits[] = "0123456789abcdef";
  std::string id = prefix;
  const std::uint32_t number = ++count & 0xFFFFFFF;
  for (int shift = 24; shift >= 0; shift -= 4) {
    id += kDigits[number >> shift & 0xF];
  }
  return id;
}

// "X_SUPPORT_TOKEN" to "x-support-token".
std::string header_name(std::string_view parameter) {
  std::string name = base::lower_ascii(parameter);
  for (char& c : name) {
    if (c == '_') c = '-';
  }
  return name;
}

// REQUEST_URI is the one variable that is the same under every wiring of
// httpd; SCRIPT_NAME and PATH_INFO are decoded and split differently.
void take_uri(std::string_view uri, Request& request) {
  request.path = strict_path(uri);
  const std::size_t mark = uri.find('?');
  if (mark != uri.npos) request.query = uri.substr(mark + 1);
}

std::int64_t length_in(std::string_view text) {
  const auto length = base::to_number(text);
  return length && *length >= 0 ? *length : -1;
}

void take_parameter(std::string_view name, std::string_view value,
                    Request& request) {
  if (name.starts_with("HTTP_")) {
    request.add_header(header_name(name.substr(5)), std::string(value));
  } else if (name == "REQUEST_METHOD") {
    request.method = method_of(value);
    request.method_name = value;
  } else if (name == "REQUEST_URI") {
    take_uri(value, request);
  } else if (name == "QUERY_STRING") {
    if (request.query.empty()) request.query = value;
  } else if (name == "CONTENT_TYPE") {
    if (!value.empty()) request.add_header("content-type", std::string(value));
  } else if (name == "CONTENT_LENGTH") {
    request.content_length = length_in(value);
  } else if (name == "REMOTE_ADDR") {
    request.remote_address = value;
  } else if (name == "HTTPS") {
    request.over_tls = value == "on";
  }
}

}  // namespace

Request request_from(const char* const* parameters) {
  Request request;
  request.id = next_id();
  request.method = Method::other;
  for (; *parameters != nullptr; ++parameters) {
    const std::string_view entry = *parameters;
    const std::size_t equals = entry.find('=');
    if (equals == entry.npos) continue;
    take_parameter(entry.substr(0, equals), entry.substr(equals + 1), request);
  }
  return request;
}

}  // namespace support::http

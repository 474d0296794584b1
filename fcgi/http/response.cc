#include "http/response.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"

namespace support::http {
namespace {

bool may_stand_in_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool splits_a_head(char c) { return c == '\r' || c == '\n' || c == '\0'; }

// Compares in place: every answer asks this a few dozen times.
bool is_same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

Response with_body(int status, std::string_view type, std::string body) {
  Response response(status);
  response.set("Content-Type", type);
  response.set_body(std::move(body));
  return response;
}

bool may_stand_in_quotes(unsigned char c) {
  return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '%' && c != '/';
}

// What a browser that does not know filename* shows: one '_' for each
// character that may not stand there.
std::string ascii_fallback(std::string_view file_name) {
  std::string fallback;
  while (!file_name.empty()) {
    const auto first = static_cast<unsigned char>(file_name.front());
    fallback += may_stand_in_quotes(first) ? static_cast<char>(first) : '_';
    file_name.remove_prefix(base::first_code_point(file_name).bytes);
  }
  return fallback;
}

}  // namespace

Response Response::json(int status, const base::json::Object& body) {
  return with_body(status, "application/json", base::json::write(body));
}

Response Response::html(int status, std::string body) {
  return with_body(status, "text/html; charset=utf-8", std::move(body));
}

Response Response::text(int status, std::string body) {
  return with_body(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::no_content() { return Response(204); }

Response Response::see_other(std::string_view location) {
  Response response(303);
  response.set("Location", location);
  return response;
}

void Response::set(std::string_view name, std::string_view value) {
  if (name.empty() || !std::ranges::all_of(name, may_stand_in_name) ||
      std::ranges::any_of(value, splits_a_head)) {
    throw std::invalid_argument("header: a character that splits the answer");
  }
  if (!is_same_name(name, "Set-Cookie")) {
    std::erase_if(headers_, [name](const auto& header) {
      return is_same_name(header.first, name);
    });
  }
  if (headers_.empty()) headers_.reserve(8);
  headers_.emplace_back(name, value);
}

std::string_view Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers_) {
    if (is_same_name(key, name)) return value;
  }
  return "";
}

std::string_view status_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 507: return "Insufficient Storage";
    default: return "Other";
  }
}

std::string content_disposition(bool attachment, std::string_view file_name) {
  std::string value = attachment ? "attachment" : "inline";
  if (file_name.empty()) return value;
  const std::string fallback = ascii_fallback(file_name);
  value += "; filename=\"" + fallback + "\"";
  if (fallback != file_name) {
    value += "; filename*=UTF-8''" + base::url_encoded(file_name);
  }
  return value;
}

}  // namespace support::http

// What a stranger writes in a request line, a cookie or a form: nothing crashes,
// and what comes out keeps the promises of request.h, cookies.h and response.h.
#include <algorithm>

#include "base/text.h"
#include "driver.h"
#include "http/cookies.h"
#include "http/parameters.h"
#include "http/response.h"
#include "http/router.h"

namespace {

using namespace support;

void check_path(std::string_view text) {
  static const http::Router router(
      {{http::Method::get, "/support/conversation/<id>/"},
       {http::Method::get, "/support/file/<conversation>/<n>"}});
  const std::string path = http::strict_path(text);
  fuzz_check(text.starts_with(path), "a path that was not sent");
  const bool is_strict = path.find_first_not_of(
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
                             "WXYZ0123456789/_.-") == path.npos &&
                         path.find("//") == path.npos &&
                         path.find("/../") == path.npos &&
                         path.find("/./") == path.npos &&
                         !path.ends_with("/..") && !path.ends_with("/.");
  fuzz_check(is_strict, "a path that is not strict");
  const http::Match match = router.match(http::Method::get, path);
  for (const std::string& variable : match.variables) {
    fuzz_check(!variable.empty() && variable.find('/') == variable.npos,
               "a variable that is no segment");
  }
}

void check_form(std::string_view text) {
  http::Request request;
  request.query = text;
  const auto form = http::Form::parse(text);
  for (const char* name : {"text", "after", "a b"}) {
    const auto parameter = request.parameter(name);
    fuzz_check(!parameter || (base::is_utf8(*parameter) &&
                              !base::has_nul(*parameter)),
               "a parameter that is no text");
    if (form) fuzz_check(form->field(name) == parameter, "form is not query");
  }
}

void check_cookie(std::string_view text) {
  const std::string_view value = http::cookie_in(text, "support-session");
  fuzz_check(value.find(';') == value.npos, "a cookie with its neighbour");
  fuzz_check(value.empty() || text.find("support-session") != text.npos,
             "a cookie from nowhere");
}

void check_file_name(std::string_view text) {
  http::Response response;
  response.set("Content-Disposition", http::content_disposition(true, text));
  const std::string_view value = response.header("Content-Disposition");
  fuzz_check(std::ranges::all_of(value,
                                 [](char c) { return c >= ' ' && c <= '~'; }),
             "a file name that is not ASCII");
  fuzz_check(std::ranges::count(value, '"') % 2 == 0, "a quote left open");
}

void check_parameters(const std::string& text) {
  const std::string uri = "REQUEST_URI=" + text, header = "HTTP_COOKIE=" + text,
                    length = "CONTENT_LENGTH=" + text,
                    type = "CONTENT_TYPE=" + text;
  const char* const all[] = {uri.c_str(),    header.c_str(), length.c_str(),
                             type.c_str(),   text.c_str(),   nullptr};
  const http::Request request = http::request_from(all);
  fuzz_check(request.content_length >= -1, "a negative length");
  request.content_type();
  request.cookie("support-session");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_path(text);
  check_form(text);
  check_cookie(text);
  check_file_name(text);
  check_parameters(text);
  return 0;
}

std::vector<std::string> fuzz_starts() {
  return {"/support/conversation/20261122-K7Q2M8XW4TB3N9RD5VHJ/?after=1.ab",
          "/support/file/20261122-K7Q2M8XW4TB3N9RD5VHJ/7",
          "/support/./a/../b/%2e%2e/",
          "text=b%C3%BCcher+%26&after=10.0b0e64c2&a+b=1",
          "theme=dark; support-session=abc-_9=; b=2, c=3",
          "Bücher \"1042\".pdf",
          "HTTP_X_SUPPORT_TOKEN=abc",
          "1042"};
}

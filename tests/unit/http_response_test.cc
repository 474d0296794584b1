#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "http/response.h"

#include <stdexcept>

namespace support::http {

BOOST_AUTO_TEST_SUITE(http_response)

BOOST_AUTO_TEST_CASE(each_maker_sets_its_status_and_type) {
  const Response json = Response::json(201, {{"n", 2}});
  BOOST_TEST(json.status() == 201);
  BOOST_TEST(json.header("Content-Type") == "application/json");
  BOOST_TEST(json.body() == R"({"n":2})");
  BOOST_TEST(Response::html(200, "<p>").header("content-type") ==
             "text/html; charset=utf-8");
  BOOST_TEST(Response::text(404, "no").header("content-type") ==
             "text/plain; charset=utf-8");
  BOOST_TEST(Response::no_content().status() == 204);
  const Response other = Response::see_other("/support/login/");
  BOOST_TEST(other.status() == 303);
  BOOST_TEST(other.header("Location") == "/support/login/");
}

BOOST_AUTO_TEST_CASE(a_header_set_again_is_replaced_in_any_case) {
  Response response;
  response.set("Cache-Control", "no-store");
  response.set("cache-control", "private");
  BOOST_TEST(response.header("Cache-Control") == "private");
  BOOST_TEST(response.headers().size() == 1u);
}

BOOST_AUTO_TEST_CASE(cookies_are_all_kept) {
  Response response;
  response.set("Set-Cookie", "a=1");
  response.set("Set-Cookie", "b=2");
  BOOST_TEST(response.headers().size() == 2u);
}

BOOST_AUTO_TEST_CASE(nothing_can_split_an_answer) {
  Response response;
  const std::string nul("a\0b", 3);
  for (const std::string& bad :
       {std::string("a\r\nSet-Cookie: x=1"), std::string("a\nb"),
        std::string("a\rb"), nul}) {
    BOOST_CHECK_THROW(response.set("X-A", bad), std::invalid_argument);
    BOOST_CHECK_THROW(response.set(bad, "x"), std::invalid_argument);
    BOOST_CHECK_THROW(Response::see_other(bad), std::invalid_argument);
  }
  for (const char* name : {"", "a b", "a:", "caf\xc3\xa9"}) {
    BOOST_CHECK_THROW(response.set(name, "x"), std::invalid_argument);
  }
  BOOST_TEST(response.headers().empty());
}

BOOST_AUTO_TEST_CASE(every_status_has_a_phrase) {
  BOOST_TEST(status_phrase(200) == "OK");
  BOOST_TEST(status_phrase(404) == "Not Found");
  BOOST_TEST(status_phrase(507) == "Insufficient Storage");
  BOOST_TEST(status_phrase(599) != "");
}

BOOST_AUTO_TEST_CASE(a_plain_file_name_stands_as_it_is) {
  BOOST_TEST(content_disposition(true, "order 1042.pdf") ==
             "attachment; filename=\"order 1042.pdf\"");
  BOOST_TEST(content_disposition(false, "a.png") ==
             "inline; filename=\"a.png\"");
  BOOST_TEST(content_disposition(true, "") == "attachment");
}

BOOST_AUTO_TEST_CASE(any_other_file_name_has_a_fallback) {
  BOOST_TEST(content_disposition(true, "B\xC3\xBC" "cher.pdf") ==
             "attachment; filename=\"B_cher.pdf\"; "
             "filename*=UTF-8''B%C3%BCcher.pdf");
  BOOST_TEST(content_disposition(true, "a\"b\\c/d%41\r\n.txt") ==
             "attachment; filename=\"a_b_c_d_41__.txt\"; "
             "filename*=UTF-8''a%22b%5Cc%2Fd%2541%0D%0A.txt");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::http

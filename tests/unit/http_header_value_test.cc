#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "http/header_value.h"

namespace support::http {
namespace {

std::string parameter(std::string_view text, std::string_view name) {
  const auto value = header_value(text);
  BOOST_REQUIRE(value);
  return value->parameter(name).value_or("(none)");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_header_value)

BOOST_AUTO_TEST_CASE(value_and_names_are_lower_case_and_texts_are_kept) {
  const auto value = header_value(" Form-Data ; NAME=Ab; x=\" c;d=\"");
  BOOST_REQUIRE(value);
  BOOST_TEST(value->value == "form-data");
  BOOST_TEST(value->parameter("name").value() == "Ab");
  BOOST_TEST(value->parameter("x").value() == " c;d=");
  BOOST_TEST(!value->parameter("y"));
}

BOOST_AUTO_TEST_CASE(only_a_quote_is_escaped_by_a_backslash) {
  BOOST_TEST(parameter(R"(f; filename="C:\dir\a.png")", "filename") ==
             R"(C:\dir\a.png)");
  BOOST_TEST(parameter(R"(f; filename="a\"b")", "filename") == "a\"b");
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_not_an_absent_one) {
  BOOST_TEST(parameter("f; a=\"\"", "a") == "");
  BOOST_TEST(parameter("f; a=", "a") == "");
  BOOST_TEST(parameter("f;;; a=1;", "a") == "1");
  BOOST_TEST(parameter("f", "a") == "(none)");
  BOOST_TEST(parameter("", "a") == "(none)");
}

BOOST_AUTO_TEST_CASE(what_could_be_read_two_ways_is_nothing) {
  for (const char* text : {"f; a=\"b", "f; a=\"b\"c", "f; a", "f; =b",
                           "f; a=1; a=2", "f; a=1; A=2", "f; a=\"b\\\""}) {
    BOOST_TEST(!header_value(text), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::http

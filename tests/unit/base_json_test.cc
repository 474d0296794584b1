#define BOOST_TEST_DYN_LINK
#include "base/json.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "base/text.h"

using namespace support::base;
using namespace std::string_literals;

namespace {

std::string again(std::string_view text) {
  return json::write(json::parse(text).value());
}

// The sentence of a refusal, empty when it was read after all.
std::string refusal(std::string_view text) {
  const auto value = json::parse(text);
  return value ? "" : value.error();
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base_json)

BOOST_AUTO_TEST_CASE(each_kind_of_value_reads_as_itself) {
  const auto value = json::parse(
      R"( {"s":"é","n":-7,"d":1.5,"t":true,"z":null,"a":[1,"x"],"o":{}} )");
  BOOST_REQUIRE(value.has_value());
  BOOST_TEST(value->text("s") == "é");
  BOOST_TEST(value->integer("n") == -7);
  BOOST_TEST(*value->find("d")->real() == 1.5);
  BOOST_TEST(value->flag("t"));
  BOOST_TEST(value->find("z")->is_null());
  BOOST_TEST(value->find("a")->array()->size() == 2u);
  BOOST_TEST(value->find("o")->object()->empty());
}

BOOST_AUTO_TEST_CASE(a_missing_or_foreign_member_gives_the_default) {
  const json::Value value = json::parse(R"({"n":1,"s":"x"})").value();
  BOOST_TEST(value.text("n", "none") == "none");
  BOOST_TEST(value.integer("s", 5) == 5);
  BOOST_TEST(value.flag("n", true));
  BOOST_TEST(!value.find("other"));
  BOOST_TEST(!json::Value(3).find("n"));
}

BOOST_AUTO_TEST_CASE(members_keep_their_order) {
  BOOST_TEST(again(R"({"n":2, "t":"x" ,"k":[ 1 , {"b":null,"a":false} ]})") ==
             R"({"n":2,"t":"x","k":[1,{"b":null,"a":false}]})");
}

BOOST_AUTO_TEST_CASE(escapes_are_understood) {
  BOOST_TEST(*json::parse(R"("\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00")")->string() ==
             "\"\\/\b\f\n\r\té😀");
  BOOST_TEST(json::parse(R"({"\u006bey":1})")->integer("key") == 1);
}

BOOST_AUTO_TEST_CASE(numbers_keep_every_digit) {
  for (const char* number :
       {"0", "-1", "9223372036854775807", "-9223372036854775808", "0.1",
        "1.7976931348623157e+308", "5e-324", "3.0", "0.30000000000000004",
        "123456789.12345679"})
    BOOST_TEST(again(number) == number);
}

BOOST_AUTO_TEST_CASE(a_number_out_of_range_is_refused) {
  for (const char* number :
       {"9223372036854775808", "18446744073709551615", "18446744073709551616",
        "-9223372036854775809", "1e999", "[1,-1e400]", "1e99999999999"})
    BOOST_TEST(holds(refusal(number), "out of range"), number);
}

BOOST_AUTO_TEST_CASE(a_name_twice_is_refused) {
  BOOST_TEST(holds(refusal(R"({"a":1,"b":2,"a":3})"), "twice"));
  BOOST_TEST(holds(refusal(R"([{"x":{"a":1,"\u0061":1}}])"), "twice"));
  BOOST_TEST(refusal(R"({"a":{"a":1},"b":{"a":1}})") == "");
}

BOOST_AUTO_TEST_CASE(sixteen_levels_are_read_and_no_more) {
  BOOST_TEST(refusal(nested(16)) == "");
  BOOST_TEST(holds(refusal(nested(17)), "16 levels"));
  BOOST_TEST(holds(refusal(std::string(100'000, '[')), "16 levels"));
}

BOOST_AUTO_TEST_CASE(bad_text_is_refused) {
  BOOST_TEST(holds(refusal("\"\xC0\x80\""), "UTF-8"));
  BOOST_TEST(holds(refusal("{\"\xFF\":1}"), "UTF-8"));
  BOOST_TEST(holds(refusal(R"("a\u0000b")"), "U+0000"));
  BOOST_TEST(holds(refusal(R"({"a\u0000":1})"), "U+0000"));
  BOOST_TEST(refusal("\"a\0b\""s) != "");
  for (const char* text : {R"("\ud800")", R"("\udc00")", R"("\ud800\u0041")",
                           R"({"\ud800":1})", R"("\ud800x")"})
    BOOST_TEST(refusal(text) != "", text);
}

BOOST_AUTO_TEST_CASE(bad_syntax_is_refused) {
  for (const char* text :
       {"", " ", "{", "[1", "\"a", "tru", "nul", "{}{}", "[] x", "1 2", "[1,]",
        "{\"a\":1,}", "{a:1}", "'a'", "01", "+1", ".5", "1.", "-", "1e",
        "NaN", "Infinity", "[1] // c", "/**/1", "\"\n\"", "\"\\x41\"",
        "\"\\u12\"", "\xEF\xBB\xBF{}", "{\"a\" 1}", "[1 2]"})
    BOOST_TEST(refusal(text) != "", text);
}

BOOST_AUTO_TEST_CASE(a_refusal_quotes_nothing_of_the_input) {
  for (const char* text : {"{\"secret\":1,\"secret\":2}", "[secret]",
                           "\"secret", "\"secret\\u0000\"", "1 secret"})
    BOOST_TEST(!holds(refusal(text), "secret"), text);
}

BOOST_AUTO_TEST_CASE(no_text_attacks_a_terminal_and_markup_stays_greppable) {
  BOOST_TEST(json::write("\"\\\n\r\t\b\x1B\x7F") ==
             R"("\"\\\n\r\t\u0008\u001b\u007f")");
  BOOST_TEST(json::write("\u0085\u009B\u2028\u2029\u202E\u2066\u200F\u061C") ==
             R"("\u0085\u009b\u2028\u2029\u202e\u2066\u200f\u061c")");
  BOOST_TEST(json::write("</b> & '") == R"("</b> & '")");
  BOOST_TEST(json::write("é € 😀 /") == "\"é € 😀 /\"");
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_for_every_code_point) {
  std::string all;
  for (char32_t c = 1; c < 0x800; ++c) {
    if (c >= 0x80) all += static_cast<char>(0xC0 | c >> 6);
    all += static_cast<char>(c < 0x80 ? c : 0x80 | (c & 0x3F));
  }
  const std::string written = json::write(all);
  BOOST_TEST(*json::parse(written)->string() == all);
  for (std::string_view rest = written; !rest.empty();) {
    const CodePoint point = first_code_point(rest);
    BOOST_REQUIRE(!is_control(point.value));
    BOOST_REQUIRE(!is_bidi_or_separator(point.value));
    rest.remove_prefix(point.bytes);
  }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_replaced_when_written) {
  BOOST_TEST(json::write("a\xFF\xC3z\xE2\x82") ==
             "\"a\uFFFD\uFFFDz\uFFFD\uFFFD\"");
  BOOST_TEST(json::write("\uFFFD") == "\"\uFFFD\"");
}

BOOST_AUTO_TEST_CASE(a_real_that_is_not_finite_is_null) {
  const double infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(json::write(json::Array{infinity, -infinity, infinity - infinity}) ==
             "[null,null,null]");
}

BOOST_AUTO_TEST_CASE(an_empty_list_and_object_are_written) {
  BOOST_TEST(json::write(json::Array{}) == "[]");
  BOOST_TEST(json::write(json::Object{}) == "{}");
  BOOST_TEST(json::write(json::Value()) == "null");
}

BOOST_AUTO_TEST_SUITE_END()

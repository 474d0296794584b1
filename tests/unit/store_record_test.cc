#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <cstdio>

#include "store/record.h"
#include "store_data.h"

namespace support::store {
namespace {

using test::time_of;
using base::json::Object;
using base::json::Value;

// The CRCs here were computed by zlib, not by us:
//   python3 -c 'import zlib; print("%08x" % zlib.crc32(b"..."))'
constexpr char kOpen[] =
    R"({"n":1,"t":"2026-11-22T10:40:58.004Z","k":"open","by":"c:9f2c","v":1,)"
    R"("conversation":"20261122-K7Q2M8XW4TB3N9RD5VHJ","name":"Ana",)"
    R"("c":"b965301e"})";
constexpr char kHello[] =
    R"({"n":2,"t":"2026-11-22T10:41:07.123Z","k":"message","by":"c:9f2c",)"
    R"("id":"f3b0c2d4-1","text":"Hello, my order 1042\nhas not arrived",)"
    R"("c":"7f23316e"})";
constexpr char kLooking[] =
    R"({"n":3,"t":"2026-11-22T10:41:30.900Z","k":"message","by":"a:alice",)"
    R"("id":"0c77e1-8","text":"Looking now","ref":2,"c":"ae7d7192"})";
// Lines of another program: other kinds, another order of fields.
constexpr char kForeign[] =
    R"({"n":1,"t":"2026-11-22T10:40:58.004Z","k":"open","v":1,)"
    R"("conv":"20261122-K7Q2M8XW4T","by":"v:9f2c","name":"Ana",)"
    R"("c":"60ceb38c"})";
constexpr char kForeignMessage[] =
    R"({"n":2,"t":"2026-11-22T10:41:07.123Z","k":"msg","by":"v:9f2c",)"
    R"("id":"f3b0c2d4-1","text":"Hello, my order 1042\nhas not arrived",)"
    R"("c":"0b0e64c2"})";

// A line with a right CRC, whatever stands in it.
std::string sealed(std::string_view body) {
  char digits[9];
  std::snprintf(digits, sizeof digits, "%08x", crc32(body));
  return std::string(body) + ",\"c\":\"" + digits + "\"}";
}

Record message(std::string text) {
  return {.n = 2,
          .t = time_of("2026-11-22T10:41:07.123Z"),
          .kind = Kind::message,
          .kind_name = "",
          .by = "c:9f2c",
          .id = "f3b0c2d4-1",
          .more = {{"text", std::move(text)}}};
}

BOOST_AUTO_TEST_SUITE(store_record)

BOOST_AUTO_TEST_CASE(the_crc_is_zlibs) {
  BOOST_TEST(crc32("") == 0u);
  BOOST_TEST(crc32("123456789") == 0xcbf43926u);
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  BOOST_TEST(crc32(all) == 0x29058c73u);
}

BOOST_AUTO_TEST_CASE(a_record_is_written_byte_for_byte_like_this) {
  const Record open{.n = 1,
                    .t = time_of("2026-11-22T10:40:58.004Z"),
                    .kind = Kind::open,
                    .kind_name = "",
                    .by = "c:9f2c",
                    .id = "",
                    .more = {{"v", 1},
                             {"conversation", "20261122-K7Q2M8XW4TB3N9RD5VHJ"},
                             {"name", "Ana"}}};
  BOOST_TEST(encode(open) == kOpen);
  BOOST_TEST(encode(message("Hello, my order 1042\nhas not arrived")) ==
             kHello);
  const Record looking{.n = 3,
                       .t = time_of("2026-11-22T10:41:30.900Z"),
                       .kind = Kind::message,
                       .kind_name = "",
                       .by = "a:alice",
                       .id = "0c77e1-8",
                       .more = {{"text", "Looking now"}, {"ref", 2}}};
  BOOST_TEST(encode(looking) == kLooking);
}

BOOST_AUTO_TEST_CASE(what_is_read_is_what_was_written) {
  const Record record = decode(kHello).value();
  BOOST_TEST(record.n == 2u);
  BOOST_CHECK(record.t == time_of("2026-11-22T10:41:07.123Z"));
  BOOST_CHECK(record.kind == Kind::message);
  BOOST_TEST(record.kind_name == "message");
  BOOST_TEST(record.by == "c:9f2c");
  BOOST_TEST(record.id == "f3b0c2d4-1");
  BOOST_TEST(record.text() == "Hello, my order 1042\nhas not arrived");
  BOOST_TEST(record.more.size() == 1u);
  BOOST_TEST(decode(kLooking)->number("ref") == 2);
  for (const char* line : {kOpen, kHello, kLooking, kForeignMessage})
    BOOST_TEST(encode(decode(line).value()) == line);
}

BOOST_AUTO_TEST_CASE(every_kind_comes_back_as_itself) {
  for (int i = 0; i < static_cast<int>(Kind::other); ++i) {
    Record record = message("x");
    record.kind = static_cast<Kind>(i);
    const Record back = decode(encode(record)).value();
    BOOST_CHECK(back.kind == record.kind);
    BOOST_TEST(back.kind_name == name_of(record.kind));
  }
}

BOOST_AUTO_TEST_CASE(a_kind_of_a_later_version_is_kept) {
  const Record record = decode(kForeignMessage).value();
  BOOST_CHECK(record.kind == Kind::other);
  BOOST_TEST(record.kind_name == "msg");
  BOOST_CHECK(decode(encode(record))->kind == Kind::other);
}

BOOST_AUTO_TEST_CASE(fields_of_a_later_version_are_kept_in_order) {
  const Object fields{{"text", "x"},
                      {"mood", Object{{"joy", 0.5}, {"n", 7}}},
                      {"list", base::json::Array{1, true, nullptr, "c"}},
                      {"far", std::int64_t{-9007199254740993}},
                      {"whole", 2.0},
                      {"", "no name"}};
  Record record = message("");
  record.more = fields;
  const Record back = decode(encode(record)).value();
  BOOST_TEST(base::json::write(back.more) == base::json::write(fields));
  BOOST_TEST(encode(back) == encode(record));
  BOOST_TEST(decode(kForeign)->field("conv") == "20261122-K7Q2M8XW4T");
}

BOOST_AUTO_TEST_CASE(a_field_cannot_pass_for_one_with_a_place_of_its_own) {
  Record record = message("x");
  record.more = {{"n", 99}, {"by", "a:admin"}, {"c", "00000000"},
                 {"t", ""},  {"k", "open"},    {"id", "other"}};
  const Record back = decode(encode(record)).value();
  BOOST_TEST(back.n == 2u);
  BOOST_TEST(back.by == "c:9f2c");
  BOOST_TEST(back.id == "f3b0c2d4-1");
  BOOST_TEST(back.more.empty());
}

BOOST_AUTO_TEST_CASE(a_text_that_looks_like_the_end_of_a_line_is_only_text) {
  for (const char* text :
       {"\",\"c\":\"00000000\"}", "}\n{\"n\":3}", ",\"c\":\"", "\\\"}", "\\"}) {
    const std::string line = encode(message(text));
    BOOST_TEST(line.find('\n') == std::string::npos);
    BOOST_TEST(decode(line)->text() == text);
  }
}

BOOST_AUTO_TEST_CASE(no_text_reaches_a_terminal_as_a_command) {
  std::string text;
  for (int i = 1; i < 0x20; ++i) text += static_cast<char>(i);
  text += "\x7f\u0080\u009b\u061c\u200e\u2028\u2029\u202e\u2066\u2069";
  const std::string line = encode(message(text + "ä€😀"));
  for (const char c : line) {
    BOOST_TEST(static_cast<unsigned char>(c) >= 0x20);
    BOOST_TEST(c != 0x7f);
  }
  for (const char* raw : {"\u0080", "\u009b", "\u061c", "\u200e", "\u2028",
                          "\u2029", "\u202e", "\u2066", "\u2069"})
    BOOST_TEST(line.find(raw) == std::string::npos);
  BOOST_TEST(line.find("ä€😀") != std::string::npos);
  BOOST_TEST(decode(line)->text() == text + "ä€😀");
}

BOOST_AUTO_TEST_CASE(a_line_cut_anywhere_is_no_record) {
  const std::string line = kHello;
  for (std::size_t length = 0; length < line.size(); ++length)
    BOOST_TEST(!decode(line.substr(0, length)), "length " << length);
}

BOOST_AUTO_TEST_CASE(a_line_with_one_bit_flipped_is_no_record) {
  for (std::size_t bit = 0; bit < 8 * std::string_view(kHello).size(); ++bit) {
    std::string line = kHello;
    line[bit / 8] = static_cast<char>(line[bit / 8] ^ (1 << bit % 8));
    BOOST_TEST(!decode(line), "bit " << bit);
    BOOST_TEST(!valid_crc(line), "bit " << bit);
  }
}

BOOST_AUTO_TEST_CASE(an_editors_mark_and_cr_are_looked_past) {
  for (const std::string& line :
       {"\xef\xbb\xbf" + std::string(kHello), std::string(kHello) + "\r"}) {
    BOOST_TEST(decode(line).has_value());
    BOOST_TEST(valid_crc(line).value() == valid_crc(kHello).value());
  }
}

BOOST_AUTO_TEST_CASE(anything_else_that_an_editor_adds_is_noticed) {
  for (const std::string& line :
       {std::string(kHello) + "\r\r", std::string(kHello) + " ",
        " " + std::string(kHello),
        std::string(kHello) + std::string(1, '\0'),
        "\n" + std::string(kHello), std::string(kHello) + kHello})
    BOOST_TEST(!decode(line));
}

BOOST_AUTO_TEST_CASE(a_right_crc_does_not_make_a_record_of_anything) {
  const std::string time = R"("t":"2026-11-22T10:41:07.123Z")";
  BOOST_TEST(decode(sealed("{\"n\":1," + time + ",\"k\":\"x\"")).has_value());
  for (const std::string& body :
       {std::string("{"), std::string("x"), std::string("[1"),
        "{\"n\":0," + time, "{\"n\":-1," + time, "{\"n\":1.5," + time,
        "{\"n\":\"1\"," + time, "{" + time, std::string("{\"n\":1"),
        std::string("{\"n\":1,\"t\":\"2026-13-01T00:00:00.000Z\""),
        std::string("{\"n\":1,\"t\":17"), "{\"n\":1,\"n\":2," + time,
        "{\"n\":1," + time + ",\"x\":\"\xff\"",
        "{\"n\":1," + time + ",\"x\":{\"y\":1",
        "{\"n\":99999999999999999999," + time})
    BOOST_TEST(!decode(sealed(body)), body);
}

BOOST_AUTO_TEST_CASE(the_crc_stands_in_eight_digits_of_lower_case) {
  std::string upper = kHello;
  upper.replace(upper.find("7f23316e"), 8, "7F23316E");
  BOOST_TEST(!decode(upper));
  BOOST_TEST(!valid_crc(",\"c\":\"00000000\"}"));
  BOOST_TEST(!valid_crc("\"}"));
  BOOST_TEST(valid_crc(kHello).value() == 0x7f23316eu);
}

BOOST_AUTO_TEST_CASE(a_field_of_another_type_reads_as_absent) {
  Record record = message("x");
  record.more = {{"text", 7}, {"upto", "7"}, {"verified", "yes"}};
  BOOST_TEST(record.text() == "");
  BOOST_TEST(record.number("upto") == 0);
  BOOST_TEST(!record.flag("verified"));
  BOOST_TEST(record.field("absent") == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

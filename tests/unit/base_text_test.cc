#define BOOST_TEST_DYN_LINK
#include "base/text.h"

#include <boost/test/unit_test.hpp>

using namespace support::base;
using namespace std::string_literals;

namespace {

// The plain scheme, which also writes what UTF-8 forbids.
std::string encoded(char32_t c, std::size_t bytes) {
  if (bytes == 1) return {static_cast<char>(c)};
  std::string text(bytes, '\0');
  for (std::size_t i = bytes - 1; i > 0; --i, c >>= 6)
    text[i] = static_cast<char>(0x80 | (c & 0x3F));
  text[0] = static_cast<char>((0xF00u >> bytes & 0xFF) | c);
  return text;
}

std::size_t shortest(char32_t c) {
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base_text)

BOOST_AUTO_TEST_CASE(every_code_point_but_surrogates_is_utf8) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const std::string text = encoded(c, shortest(c));
    const bool is_surrogate = c >= 0xD800 && c <= 0xDFFF;
    const CodePoint read = first_code_point(text);
    if (is_utf8(text) == is_surrogate ||
        read.value != (is_surrogate ? 0xFFFD : c) ||
        read.bytes != (is_surrogate ? 1 : text.size()))
      BOOST_FAIL("code point " << std::uint32_t{c});
  }
}

BOOST_AUTO_TEST_CASE(no_overlong_form_is_utf8) {
  for (char32_t c = 0; c <= 0xFFFF; ++c)
    for (std::size_t bytes = shortest(c) + 1; bytes <= 4; ++bytes)
      if (is_utf8(encoded(c, bytes))) BOOST_FAIL(bytes << " bytes for code point " << std::uint32_t{c});
}

BOOST_AUTO_TEST_CASE(nothing_over_the_last_code_point_is_utf8) {
  for (char32_t c = 0x110000; c <= 0x1FFFFF; c += 0x3F)
    BOOST_REQUIRE(!is_utf8(encoded(c, 4)));
  for (unsigned lead = 0xF5; lead <= 0xFF; ++lead)
    for (std::size_t following = 0; following <= 5; ++following)
      BOOST_TEST(!is_utf8(static_cast<char>(lead) +
                          std::string(following, '\x80')));
}

BOOST_AUTO_TEST_CASE(a_fault_shows_at_any_place) {
  // Around the eight bytes that are looked at together.
  for (std::size_t before = 0; before < 20; ++before)
    for (std::size_t after = 0; after < 20; ++after) {
      const std::string head(before, 'a'), tail(after, 'z');
      BOOST_REQUIRE(is_utf8(head + "\u20AC" + tail));
      BOOST_REQUIRE(!is_utf8(head + "\xE2\x82" + tail));
      BOOST_REQUIRE(!is_utf8(head + "\xC0\x80" + tail));
      BOOST_REQUIRE(!is_utf8(head + "\x80" + tail));
    }
  BOOST_TEST(is_utf8(""));
}

BOOST_AUTO_TEST_CASE(code_points_are_counted_not_bytes) {
  BOOST_TEST(code_points("") == 0u);
  BOOST_TEST(code_points("aé€😀") == 4u);
}

BOOST_AUTO_TEST_CASE(controls_and_bidi_are_named_exactly) {
  for (char32_t c = 0; c < 0x3000; ++c) {
    BOOST_REQUIRE(is_control(c) == (c <= 0x1F || (c >= 0x7F && c <= 0x9F)));
    const bool is_bidi = c == 0x61C || c == 0x200E || c == 0x200F ||
                         c == 0x2028 || c == 0x2029 ||
                         (c >= 0x202A && c <= 0x202E) ||
                         (c >= 0x2066 && c <= 0x2069);
    BOOST_REQUIRE(is_bidi_or_separator(c) == is_bidi);
  }
}

BOOST_AUTO_TEST_CASE(nul_is_found_wherever_it_hides) {
  BOOST_TEST(has_nul("a\0"s));
  BOOST_TEST(has_nul("\0a"s));
  BOOST_TEST(!has_nul("a"));
}

BOOST_AUTO_TEST_CASE(one_line_folds_blanks_and_drops_what_reorders) {
  BOOST_TEST(one_line("  Ana \t\n Maria\u00A0\u3000 ") == "Ana Maria");
  BOOST_TEST(one_line("invoice\u202Egpj.exe") == "invoicegpj.exe");
  BOOST_TEST(one_line("a\u0085b\u2028c") == "a b c");
  BOOST_TEST(one_line("\x1B[31mred\x7F\u009B") == "[31mred");
  BOOST_TEST(one_line("\u200E \u200F") == "");
  BOOST_TEST(one_line("Zoë 😀") == "Zoë 😀");
}

BOOST_AUTO_TEST_CASE(a_cut_text_ends_in_an_ellipsis) {
  BOOST_TEST(shortened("größer", 6) == "größer");
  BOOST_TEST(shortened("größer", 5) == "größ…");
  BOOST_TEST(shortened("größer", 1) == "…");
  BOOST_TEST(shortened("größer", 0) == "");
  BOOST_TEST(shortened("", 0) == "");
}

BOOST_AUTO_TEST_CASE(white_space_is_trimmed_at_both_ends) {
  BOOST_TEST(trimmed(" \t\r\n a b \v\f") == "a b");
  BOOST_TEST(trimmed("\u3000\u00A0é\u2003") == "é");
  BOOST_TEST(trimmed(" \u00A0\n") == "");
  BOOST_TEST(trimmed("") == "");
  // The last byte of U+00E0 alone is that of no-break space.
  BOOST_TEST(trimmed("\u00E0") == "\u00E0");
  BOOST_TEST(trimmed("\xA0") == "\xA0");
}

BOOST_AUTO_TEST_CASE(only_ascii_letters_become_small) {
  BOOST_TEST(lower_ascii("ÄBC@[Z") == "Äbc@[z");
}

BOOST_AUTO_TEST_CASE(splitting_keeps_empty_pieces) {
  using Pieces = std::vector<std::string_view>;
  BOOST_TEST(split("a,,b", ',') == (Pieces{"a", "", "b"}));
  BOOST_TEST(split(",", ',') == (Pieces{"", ""}));
  BOOST_TEST(split("", ',') == (Pieces{""}));
}

BOOST_AUTO_TEST_CASE(a_number_is_the_whole_text) {
  BOOST_TEST(to_number("42").value() == 42);
  BOOST_TEST(to_number("-9223372036854775808").value() == INT64_MIN);
  BOOST_TEST(to_number("9223372036854775807").value() == INT64_MAX);
  for (const char* text : {"", "-", "+1", " 1", "1 ", "1.0", "0x1", "1e3",
                           "9223372036854775808", "--1"})
    BOOST_TEST(!to_number(text), text);
}

BOOST_AUTO_TEST_CASE(hex_has_two_small_digits_a_byte) {
  BOOST_TEST(hex("\x00\x7F\xAB\xFF"s) == "007fabff");
}

BOOST_AUTO_TEST_CASE(a_form_field_is_decoded) {
  BOOST_TEST(form_decoded("a+b%20c%2B%c3%A9").value() == "a b c+é");
  BOOST_TEST(form_decoded("").value() == "");
  for (const char* text : {"%", "%4", "a%4g", "%zz", "%C3", "%00", "%ED%A0%80"})
    BOOST_TEST(!form_decoded(text), text);
}

BOOST_AUTO_TEST_CASE(what_is_encoded_for_a_url_decodes_to_itself) {
  const std::string text = "a-Z_0.~ /?&=+%é\n";
  BOOST_TEST(url_encoded(text) == "a-Z_0.~%20%2F%3F%26%3D%2B%25%C3%A9%0A");
  BOOST_TEST(form_decoded(url_encoded(text)).value() == text);
  BOOST_TEST(url_encoded("\0"s) == "%00");
}

BOOST_AUTO_TEST_SUITE_END()

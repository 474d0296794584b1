// Small words about text.  All text in the program is UTF-8, checked once
// where it enters (is_utf8); functions here assume that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace support::base {

// RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF.
bool is_utf8(std::string_view bytes);
std::size_t code_points(std::string_view text);

// One code point at the start of `text`, which is not empty, and its length in
// bytes; U+FFFD and 1 where the bytes are no UTF-8.
struct CodePoint {
  char32_t value;
  std::size_t bytes;
};
CodePoint first_code_point(std::string_view text);

// C0 (tab and newline are among them), DEL, C1.
bool is_control(char32_t c);
// U+061C, U+200E/F, U+2028/9, U+202A-202E, U+2066-2069: they reorder or break
// lines.
bool is_bidi_or_separator(char32_t c);
bool has_nul(std::string_view text);

// `text` without control and bidi characters, white space folded, trimmed: for
// names, titles and file names, which are one line.
std::string one_line(std::string_view text);
// At most `max` code points; a cut text ends in "…", which counts as one.
std::string shortened(std::string_view text, std::size_t max);
// Without white space, Unicode's too, at both ends.
std::string_view trimmed(std::string_view text);
std::string lower_ascii(std::string_view text);
// One piece more than there are separators; pieces may be empty.
std::vector<std::string_view> split(std::string_view text, char separator);

// Decimal, exactly the whole of `text`: no sign but '-', no blanks.
std::optional<std::int64_t> to_number(std::string_view text);
std::string hex(std::string_view bytes);  // lower case

// %XX and '+' of application/x-www-form-urlencoded; a broken escape or a
// result that is no UTF-8 or holds NUL gives nothing.
std::optional<std::string> form_decoded(std::string_view text);
std::string url_encoded(std::string_view text);

}  // namespace support::base

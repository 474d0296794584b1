// Tables as text for spreadsheets and back: RFC 4180, UTF-8.  A file begins
// with the byte order mark, without which Excel takes UTF-8 for something
// else; lines end in CRLF.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace support::web {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A cell that a spreadsheet would run as a formula (it begins with = + - @, a
// tab or a line's end) begins with ' in its place, quoted where a comma, a
// quote or a line's end wants it (OWASP, CSV injection).
std::string csv_cell(std::string_view text);
// One line with its CRLF.
std::string csv_line(const std::vector<std::string>& cells);

using CsvRow = std::vector<std::string>;
// Reads what csv_line writes, and what people make of it: a byte order mark or
// none, CRLF or LF, quotes where they are needed or everywhere; lines without
// anything are passed over.  The ' that csv_cell put before a formula is taken
// away again.  Refused with a sentence for people that names the line: a quote
// that never ends or is followed by letters, more than `max_rows`, text that
// is no UTF-8.
std::expected<std::vector<CsvRow>, std::string> parse_csv(
    std::string_view text, std::size_t max_rows);

}  // namespace support::web

// Comma-separated values (RFC 4180), as spreadsheets read and write them.  A
// cell that a spreadsheet would take for a formula (= + - @, tab, newline) is
// written with an apostrophe in front (security.md O30); the reader takes that
// one away again, so what was exported comes back unchanged.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace support::web {

// Goes in front of a file, so that spreadsheets take it for UTF-8.
inline constexpr std::string_view kCsvMark = "\xEF\xBB\xBF";
inline constexpr std::string_view kCsvType = "text/csv; charset=utf-8";

// One row with its CRLF.
std::string csv_line(const std::vector<std::string>& cells);

struct CsvRow {
  std::size_t line = 0;  // where it begins in the file, from 1
  std::vector<std::string> cells;
};
struct CsvFault {
  std::size_t line = 0;
  std::string message;  // a sentence that quotes nothing
};
// The rows of a file; empty lines are none.  Takes a byte order mark, CRLF, LF
// and CR.  Refused: no UTF-8, a control character, a quote that is not closed
// or stands inside an unquoted cell, more than `most_rows`.
std::expected<std::vector<CsvRow>, CsvFault> csv_rows(std::string_view text,
                                                      std::size_t most_rows);

}  // namespace support::web

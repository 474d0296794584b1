// Comma-separated values; see csv.h.
#include "web/csv.h"

#include <algorithm>

#include "base/text.h"

namespace support::web {
namespace {

// Whether the cell, behind any apostrophes, begins as a formula may.  Those
// in front count in, so that a person's own apostrophe is not taken for ours.
// Where Japanese is written, a wide sign does as well.
bool looks_like_formula(std::string_view cell) {
  cell.remove_prefix(std::min(cell.find_first_not_of('\''), cell.size()));
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"=", "+", "-", "@", "\t", "\r",
                                              "\n", "＝", "＋", "－", "＠"},
      [&](std::string_view sign) { return cell.starts_with(sign); });
}

std::string in_quotes(std::string_view cell) {
  std::string text = "\"";
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

std::string as_cell(std::string cell) {
  if (looks_like_formula(cell)) cell.insert(0, 1, '\'');
  const bool is_plain = cell.find_first_of(",\"\r\n'") == cell.npos &&
                        base::trimmed(cell).size() == cell.size();
  return is_plain ? cell : in_quotes(cell);
}

std::string from_cell(std::string cell) {
  if (cell.starts_with('\'') && looks_like_formula(cell)) cell.erase(0, 1);
  return cell;
}

bool has_control(std::string_view text) {
  for (const char c : text) {
    if (base::is_control(static_cast<unsigned char>(c)) && c != '\t' &&
        c != '\r' && c != '\n' && (c & 0x80) == 0) {
      return true;
    }
  }
  return false;
}

// Reads cell by cell; knows on which line it is.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  std::size_t line() const { return line_; }

  std::expected<CsvRow, CsvFault> row() {
    CsvRow row{line_, {}};
    for (;;) {
      auto cell = rest_.starts_with('"') ? quoted_cell() : plain_cell();
      if (!cell) return std::unexpected(std::move(cell.error()));
      row.cells.push_back(from_cell(std::move(*cell)));
      if (!rest_.starts_with(',')) break;
      rest_.remove_prefix(1);
    }
    end_line();
    return row;
  }

 private:
  using Cell = std::expected<std::string, CsvFault>;

  Cell plain_cell() {
    const auto end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
    const std::string_view cell = rest_.substr(0, end);
    if (cell.find('"') != cell.npos) {
      return std::unexpected(CsvFault{
          line_, "A quotation mark stands inside a cell that is not quoted."});
    }
    rest_.remove_prefix(end);
    return std::string(cell);
  }

  Cell quoted_cell() {
    const std::size_t began = line_;
    std::string cell;
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '"' && !rest_.starts_with("\"\"")) break;
      // A carriage return of a CRLF goes: texts here have LF.
      if (!rest_.starts_with("\r\n")) cell += c == '\r' ? '\n' : c;
      if (c == '\n' || (c == '\r' && !rest_.starts_with("\r\n"))) ++line_;
      rest_.remove_prefix(c == '"' ? 2 : 1);
    }
    if (rest_.empty()) {
      return std::unexpected(
          CsvFault{began, "A quotation mark is never closed."});
    }
    rest_.remove_prefix(1);
    if (!rest_.empty() && rest_.find_first_of(",\r\n") != 0) {
      return std::unexpected(
          CsvFault{line_, "Something follows a closing quotation mark."});
    }
    return cell;
  }

  void end_line() {
    if (rest_.empty()) return;
    rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
    ++line_;
  }

  std::string_view rest_;
  std::size_t line_ = 1;
};

}  // namespace

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (at > 0) line += ',';
    line += as_cell(cells[at]);
  }
  return line + "\r\n";
}

std::expected<std::vector<CsvRow>, CsvFault> csv_rows(std::string_view text,
                                                      std::size_t most_rows) {
  if (!base::is_utf8(text)) {
    return std::unexpected(CsvFault{
        1, "The file is no UTF-8 text. Save it as “CSV UTF-8”."});
  }
  if (text.starts_with(kCsvMark)) text.remove_prefix(kCsvMark.size());
  if (has_control(text)) {
    return std::unexpected(CsvFault{1, "The file holds control characters."});
  }
  std::vector<CsvRow> rows;
  for (Reader reader(text); !reader.at_end();) {
    auto row = reader.row();
    if (!row) return std::unexpected(std::move(row.error()));
    if (row->cells.size() == 1 && row->cells.front().empty()) continue;
    if (rows.size() == most_rows) {
      return std::unexpected(CsvFault{
          row->line, "There are more than " + std::to_string(most_rows) +
                         " rows."});
    }
    rows.push_back(std::move(*row));
  }
  return rows;
}

}  // namespace support::web

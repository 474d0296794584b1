#include "web/csv.h"

#include <algorithm>

#include "base/text.h"

namespace support::web {
namespace {

constexpr std::string_view kFormulaStarts = "=+-@\t\r\n";

bool is_formula(std::string_view text) {
  return !text.empty() && kFormulaStarts.find(text.front()) != text.npos;
}

// Takes one cell after the other off the front of a text.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  std::size_t line() const { return line_; }
  bool ends_line() const { return rest_.empty() || at_break() > 0; }

  // Nothing when its quotes are wrong.
  std::expected<std::string, std::string> cell() {
    return rest_.starts_with('"') ? quoted() : plain();
  }
  // Whether another cell follows on this line.
  bool comma() {
    if (!rest_.starts_with(',')) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void end_line() {
    rest_.remove_prefix(at_break());
    ++line_;
  }

 private:
  std::size_t at_break() const {
    if (rest_.starts_with("\r\n")) return 2;
    return rest_.starts_with('\n') || rest_.starts_with('\r') ? 1 : 0;
  }

  std::string plain() {
    const auto end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return text;
  }

  std::expected<std::string, std::string> quoted() {
    const std::size_t began = line_;
    std::string text;
    for (rest_.remove_prefix(1); !rest_.empty(); rest_.remove_prefix(1)) {
      if (rest_.starts_with("\"\"")) {
        rest_.remove_prefix(1);
      } else if (rest_.starts_with('"')) {
        rest_.remove_prefix(1);
        if (ends_line() || rest_.starts_with(',')) return text;
        return std::unexpected("Line " + std::to_string(line_) +
                               ": a comma is missing after a closing quote.");
      }
      if (rest_.starts_with('\n')) ++line_;
      text += rest_.front();
    }
    return std::unexpected("Line " + std::to_string(began) +
                           ": a quote that begins here never ends.");
  }

  std::string_view rest_;
  std::size_t line_ = 1;
};

std::string without_guard(std::string text) {
  if (text.starts_with('\'') && is_formula(std::string_view(text).substr(1))) {
    text.erase(0, 1);
  }
  return text;
}

std::expected<CsvRow, std::string> row_of(CsvReader& reader) {
  CsvRow row;
  do {
    auto cell = reader.cell();
    if (!cell) return std::unexpected(cell.error());
    row.push_back(without_guard(std::move(*cell)));
  } while (reader.comma());
  reader.end_line();
  return row;
}

}  // namespace

std::string csv_cell(std::string_view text) {
  const bool guarded = is_formula(text);
  const bool quoted = text.find_first_of(",\"\r\n") != text.npos;
  std::string cell;
  if (quoted) cell += '"';
  if (guarded) cell += '\'';
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  if (quoted) cell += '"';
  return cell;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (&cell != &cells.front()) line += ',';
    line += csv_cell(cell);
  }
  return line + "\r\n";
}

std::expected<std::vector<CsvRow>, std::string> parse_csv(
    std::string_view text, std::size_t max_rows) {
  if (!base::is_utf8(text)) {
    return std::unexpected("The file is not in UTF-8.");
  }
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::vector<CsvRow> rows;
  for (CsvReader reader(text); !reader.at_end();) {
    if (reader.ends_line()) {
      reader.end_line();
      continue;
    }
    if (rows.size() == max_rows) {
      return std::unexpected("More than " + std::to_string(max_rows) +
                             " lines.");
    }
    auto row = row_of(reader);
    if (!row) return std::unexpected(row.error());
    rows.push_back(std::move(*row));
  }
  return rows;
}

}  // namespace support::web

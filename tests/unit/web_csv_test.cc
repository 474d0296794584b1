#include "web/csv.h"

#include <boost/test/unit_test.hpp>

namespace {

using support::web::csv_line;
using support::web::csv_rows;
using Cells = std::vector<std::string>;

std::string shown(const Cells& cells) {
  std::string all;
  for (const std::string& cell : cells) all += "[" + cell + "]";
  return all;
}

std::string read(std::string_view text, std::size_t most = 100) {
  const auto rows = csv_rows(text, most);
  if (!rows) return std::to_string(rows.error().line) + ": no";
  std::string all;
  for (const auto& row : *rows) {
    all += std::to_string(row.line) + shown(row.cells) + " ";
  }
  return all;
}

BOOST_AUTO_TEST_SUITE(web_csv)

BOOST_AUTO_TEST_CASE(plain_cells_stand_bare_and_others_in_quotes) {
  BOOST_TEST(csv_line({"a", "b c", ""}) == "a,b c,\r\n");
  BOOST_TEST(csv_line({"a,b", "say \"no\"", "two\nlines", " x "}) ==
             "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\" x \"\r\n");
}

BOOST_AUTO_TEST_CASE(a_formula_is_made_harmless) {
  for (const std::string bad : {"=1+1", "+49", "-x", "@SUM(A1)", "\tx", "\nx",
                                "＝1", "＋1", "－1", "＠SUM(A1)"})
    BOOST_TEST(csv_line({bad}) == "\"'" + bad + "\"\r\n", bad);
  BOOST_TEST(csv_line({"1-2"}) == "1-2\r\n");
}

BOOST_AUTO_TEST_CASE(whatever_was_written_reads_back_unchanged) {
  for (const std::string text :
       {"", "=1", "'=1", "''=1", "'", "''", "it's", "'quoted'", "a\n=b",
        "\"", ",", " edge ", "é ü 本", "+", "-\n-", "＝1", "'＝1"}) {
    const auto rows = csv_rows(csv_line({"x", text, text}), 5);
    BOOST_REQUIRE(rows.has_value());
    BOOST_TEST(shown(rows->front().cells) == shown({"x", text, text}));
  }
}

BOOST_AUTO_TEST_CASE(every_end_of_line_and_a_mark_are_understood) {
  BOOST_TEST(read("a,b\r\nc,d\r\n") == "1[a][b] 2[c][d] ");
  BOOST_TEST(read("a,b\nc,d") == "1[a][b] 2[c][d] ");
  BOOST_TEST(read("a,b\rc,d\r") == "1[a][b] 2[c][d] ");
  BOOST_TEST(read("\xEF\xBB\xBF" "a\n\n\nb") == "1[a] 4[b] ");
  BOOST_TEST(read("") == "");
}

BOOST_AUTO_TEST_CASE(lines_are_counted_over_cells_of_several) {
  BOOST_TEST(read("\"a\r\nb\",c\r\nd\r\n") == "1[a\nb][c] 3[d] ");
}

BOOST_AUTO_TEST_CASE(what_is_malformed_is_refused_with_its_line) {
  BOOST_TEST(read("a\nb\"c\n") == "2: no");
  BOOST_TEST(read("a\n\"b\nc\n") == "2: no");
  BOOST_TEST(read("a\n\"b\"c\n") == "2: no");
  BOOST_TEST(read("a\xff") == "1: no");
  BOOST_TEST(read(std::string_view("a\0b", 3)) == "1: no");
  BOOST_TEST(read("a\nb\nc\n", 2) == "3: no");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

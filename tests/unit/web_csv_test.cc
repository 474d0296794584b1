#define BOOST_TEST_DYN_LINK
#include "web/csv.h"

#include <boost/test/unit_test.hpp>

namespace support::web {
namespace {

std::string refused(std::string_view text) {
  const auto rows = parse_csv(text, 10);
  return rows ? "" : rows.error();
}

BOOST_AUTO_TEST_SUITE(web_csv)

BOOST_AUTO_TEST_CASE(a_line_ends_in_crlf_and_its_cells_are_parted_by_commas) {
  BOOST_TEST(csv_line({"a", "", "b c"}) == "a,,b c\r\n");
  BOOST_TEST(csv_line({"", "x"}) == ",x\r\n");
}

BOOST_AUTO_TEST_CASE(commas_quotes_and_line_ends_are_quoted) {
  BOOST_TEST(csv_cell("a,b") == "\"a,b\"");
  BOOST_TEST(csv_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
  BOOST_TEST(csv_cell("a\nb") == "\"a\nb\"");
}

BOOST_AUTO_TEST_CASE(a_cell_that_would_be_a_formula_is_made_harmless) {
  for (const std::string start : {"=", "+", "-", "@", "\t"}) {
    BOOST_TEST(csv_cell(start + "1") == "'" + start + "1");
  }
  BOOST_TEST(csv_cell("\r=1") == "\"'\r=1\"");
  BOOST_TEST(csv_cell("=A1,\"x\"") == "\"'=A1,\"\"x\"\"\"");
  BOOST_TEST(csv_cell("a=1") == "a=1");
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_again) {
  const CsvRow row{"=1+1", "a,\"b\"", "", "two\nlines", "'quoted'", "Zoë"};
  const auto rows =
      parse_csv(std::string(kByteOrderMark) + csv_line(row), 10);
  BOOST_REQUIRE(rows);
  BOOST_REQUIRE(rows->size() == 1u);
  BOOST_TEST(rows->front() == row, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lf_alone_and_no_end_at_the_end_are_read_too) {
  const auto rows = parse_csv("a,b\n\n\"c\",d", 10);
  BOOST_REQUIRE(rows);
  BOOST_REQUIRE(rows->size() == 2u);
  BOOST_TEST((*rows)[1][0] == "c");
  BOOST_TEST((*rows)[1][1] == "d");
}

BOOST_AUTO_TEST_CASE(a_wrong_quote_is_named_with_its_line) {
  BOOST_TEST(refused("a\nb,\"c") ==
             "Line 2: a quote that begins here never ends.");
  BOOST_TEST(refused("\"a\"b") ==
             "Line 1: a comma is missing after a closing quote.");
}

BOOST_AUTO_TEST_CASE(too_many_lines_and_other_bytes_are_refused) {
  BOOST_TEST(refused("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n") ==
             "More than 10 lines.");
  BOOST_TEST(refused("\xFF") == "The file is not in UTF-8.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::web

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "base/log.h"

#include <unistd.h>

#include <array>

#include "base/text.h"

namespace support::base {
namespace {

std::string value_of(std::string_view value) {
  const std::string line = log_text(Time{}, "info", "x", {{"v", value}});
  const std::string start =
      "t=1970-01-01T00:00:00.000Z level=info event=x v=";
  BOOST_REQUIRE(line.starts_with(start));
  BOOST_REQUIRE(line.ends_with("\n"));
  return line.substr(start.size(), line.size() - start.size() - 1);
}

// What `act` writes to standard error.
template <typename Act>
std::string on_stderr(Act act) {
  std::array<int, 2> ends{};
  BOOST_REQUIRE(pipe(ends.data()) == 0);
  const int kept = dup(STDERR_FILENO);
  dup2(ends[1], STDERR_FILENO);
  act();
  dup2(kept, STDERR_FILENO);
  close(kept);
  close(ends[1]);
  std::string text(8192, '\0');
  const ssize_t count = read(ends[0], text.data(), text.size());
  close(ends[0]);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base_log)

BOOST_AUTO_TEST_CASE(a_line_has_time_level_event_and_fields_in_their_order) {
  const std::string line = log_text(*from_iso("2026-11-22T10:41:07.123Z"),
                                    "info", "start",
                                    {{"pid", "71"}, {"workers", "8"}});
  BOOST_TEST(line == "t=2026-11-22T10:41:07.123Z level=info event=start "
                     "pid=71 workers=8\n");
}

BOOST_AUTO_TEST_CASE(only_values_that_need_it_are_quoted) {
  BOOST_TEST(value_of("/support/api/config/") == "/support/api/config/");
  BOOST_TEST(value_of("") == "\"\"");
  BOOST_TEST(value_of("two words") == "\"two words\"");
  BOOST_TEST(value_of("a=b") == "\"a=b\"");
  BOOST_TEST(value_of("a\"b\\c") == "\"a\\\"b\\\\c\"");
}

BOOST_AUTO_TEST_CASE(a_value_can_neither_forge_a_line_nor_reach_the_terminal) {
  BOOST_TEST(value_of("x\nt=1 level=info") == "\"x\\x0at=1 level=info\"");
  BOOST_TEST(value_of("\x1b[31m") == "\"\\x1b[31m\"");
  BOOST_TEST(value_of("\xc2\x9b\xff\x7f") == "\"\\xc2\\x9b\\xff\\x7f\"");
  BOOST_TEST(value_of(std::string_view("\0", 1)) == "\"\\x00\"");
}

BOOST_AUTO_TEST_CASE(a_long_value_is_cut) {
  BOOST_TEST(value_of(std::string(1024, 'a')) == std::string(1024, 'a'));
  BOOST_TEST(value_of(std::string(1025, 'a')) ==
             '"' + std::string(1024, 'a') + "...\"");
}

BOOST_AUTO_TEST_CASE(a_line_goes_to_standard_error_whole) {
  const std::string text =
      on_stderr([] { log_line("error", "stop", {{"why", "a b"}}); });
  BOOST_REQUIRE(text.starts_with("t="));
  BOOST_TEST(from_iso(text.substr(2, 24)).has_value(), text);
  BOOST_TEST(text.substr(26) == " level=error event=stop why=\"a b\"\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::base

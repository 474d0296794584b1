#define BOOST_TEST_DYN_LINK
#include "base/seldom.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "base/file.h"
#include "base/tally.h"
#include "folder.h"

namespace support::base {
namespace {

using namespace std::chrono_literals;

struct Ten {
  Repetitions repetitions;
  Repetitions::Moment now{1h};

  // How many were left out before it, -1 when it is left out itself.
  int tell(const std::string& what) {
    const auto left_out = repetitions.may_tell(what, now);
    return left_out ? static_cast<int>(*left_out) : -1;
  }
};

// What `act` writes to standard error, by way of a file.
template <class Act>
std::string on_stderr(const Path& file, Act act) {
  const Fd kept(::dup(STDERR_FILENO));
  ::dup2(open_file(file, O_RDWR | O_CREAT | O_APPEND, 0600).get(),
         STDERR_FILENO);
  act();
  ::dup2(kept.get(), STDERR_FILENO);
  return read_file(file, 1 << 20).value();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(base_seldom, Ten)

BOOST_AUTO_TEST_CASE(the_same_is_told_once_in_ten_minutes_and_then_counted) {
  BOOST_TEST(tell("full 28") == 0);
  for (int i = 0; i < 1234; ++i) BOOST_TEST(tell("full 28") == -1);
  now += 10min;
  BOOST_TEST(tell("full 28") == 1234);
  BOOST_TEST(tell("full 28") == -1);
}

BOOST_AUTO_TEST_CASE(another_cause_is_told_by_itself) {
  BOOST_TEST(tell("full 28") == 0);
  BOOST_TEST(tell("full 5") == 0);
  BOOST_TEST(tell("full 5") == -1);
}

BOOST_AUTO_TEST_CASE(what_does_not_come_again_is_counted_all_the_same) {
  tell("full 28");
  tell("full 28");
  BOOST_TEST(repetitions.left_out(now, false).empty());
  now += 10min;
  const auto found = repetitions.left_out(now, false);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].what == "full 28");
  BOOST_TEST(found[0].times == 1u);
  BOOST_TEST(repetitions.left_out(now, true).empty());
  BOOST_TEST(tell("full 28") == 0);
}

BOOST_AUTO_TEST_CASE(a_process_that_ends_tells_all_that_it_left_out) {
  tell("full 28");
  tell("full 28");
  BOOST_TEST(repetitions.left_out(now, true).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_thousand_causes_are_told_a_bounded_number_of_times) {
  int told = 0;
  for (int i = 0; i < 1000; ++i) told += tell(std::to_string(i)) == 0;
  BOOST_TEST(told > 100);
  BOOST_TEST(told < 300);
}

BOOST_AUTO_TEST_CASE(the_log_gets_one_line_and_the_metrics_the_rest) {
  const test::Folder folder;
  const auto before = tallies().suppressed_lines.value();
  const std::string log = on_stderr(folder.path / "log", [] {
    for (int i = 0; i < 100; ++i)
      log_seldom("error", "test_full", "28", {{"what", "no room"}});
  });
  BOOST_TEST(log.ends_with("level=error event=test_full what=\"no room\"\n"));
  BOOST_TEST(std::count(log.begin(), log.end(), '\n') == 1);
  BOOST_TEST(tallies().suppressed_lines.value() == before + 99);
}

BOOST_AUTO_TEST_CASE(a_log_on_a_full_disk_is_no_reason_to_stop) {
  const Fd kept(::dup(STDERR_FILENO));
  ::dup2(open_file("/dev/full", O_WRONLY, 0).get(), STDERR_FILENO);
  log_line("info", "request", {{"status", "507"}});
  log_seldom("error", "test_no_log", "28", {});
  ::dup2(kept.get(), STDERR_FILENO);
  BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::base

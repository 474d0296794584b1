#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "process/signals.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "comes_true.h"

namespace support::process {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

// Runs `act` in a child, whose signals are its own; what it returned.
template <typename Act>
int in_child(Act act) {
  const pid_t pid = fork();
  if (pid == 0) _exit(act());
  int status = -1;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct OwnChildren {
  // Boost.Test takes a child's exit for an error of the test.
  OwnChildren() { signal(SIGCHLD, SIG_DFL); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_signals, OwnChildren)

BOOST_AUTO_TEST_CASE(term_and_int_ask_for_a_stop_and_others_are_ignored) {
  for (const int signal : {SIGTERM, SIGINT}) {
    BOOST_TEST(in_child([signal] {
      watch_signals();
      raise(SIGPIPE);
      raise(SIGXFSZ);  // a write over `ulimit -f`
      const bool before = stop_asked();
      raise(signal);
      return !before && stop_asked() ? 7 : 1;
    }) == 7);
  }
}

BOOST_AUTO_TEST_CASE(a_reload_is_told_once) {
  BOOST_TEST(in_child([] {
    watch_signals();
    raise(SIGHUP);
    const bool first = reload_asked(), second = reload_asked();
    return first && !second && !stop_asked() ? 7 : 1;
  }) == 7);
}

BOOST_AUTO_TEST_CASE(a_child_forgets_what_its_parent_was_asked) {
  BOOST_TEST(in_child([] {
    watch_signals();
    raise(SIGTERM);
    raise(SIGHUP);
    forget_signals();
    raise(SIGHUP);  // ignored from now on
    const bool forgotten = !stop_asked() && !reload_asked();
    raise(SIGTERM);
    return forgotten && stop_asked() ? 7 : 1;
  }) == 7);
}

BOOST_AUTO_TEST_CASE(a_term_sent_between_fork_and_forgetting_still_counts) {
  BOOST_TEST(in_child([] {
    watch_signals();
    const SignalsHeld held;
    return in_child([] {
      raise(SIGTERM);  // held back, as the parent's mask says
      forget_signals();
      return stop_asked() ? 7 : 1;
    });
  }) == 7);
}

BOOST_AUTO_TEST_CASE(a_stop_that_came_before_the_wait_ends_it_at_once) {
  BOOST_TEST(in_child([] {
    watch_signals();
    const auto start = SteadyClock::now();
    raise(SIGTERM);
    const bool goes_on = wait_unless_stopped(600s);
    return !goes_on && SteadyClock::now() - start < test::kPatience ? 7 : 1;
  }) == 7);
}

BOOST_AUTO_TEST_CASE(a_held_signal_ends_the_wait_that_follows) {
  BOOST_TEST(in_child([] {
    watch_signals();
    const SignalsHeld held;
    raise(SIGTERM);
    const bool is_held = !stop_asked();
    held.let_in(60s);
    return is_held && stop_asked() ? 7 : 1;
  }) == 7);
}

BOOST_AUTO_TEST_CASE(without_a_signal_the_wait_takes_its_time) {
  const auto start = SteadyClock::now();
  BOOST_TEST(wait_unless_stopped(20ms));
  BOOST_TEST((SteadyClock::now() - start >= 20ms));
}

BOOST_AUTO_TEST_CASE(work_that_takes_too_long_is_ended) {
  BOOST_TEST(in_child([] {
    watch_work(1, [](int) { _exit(7); });
    work_begins();
    for (;;) pause();
    return 1;
  }) == 7);
}

BOOST_AUTO_TEST_CASE(work_in_time_is_left_alone_and_the_next_is_watched) {
  BOOST_TEST(in_child([] {
    watch_work(1, [](int) { _exit(7); });
    const auto start = SteadyClock::now();
    while (SteadyClock::now() - start < 2500ms) {
      work_begins();
      work_ends();
    }
    work_begins();
    for (;;) pause();
    return 1;
  }) == 7);
  BOOST_TEST(in_child([] {
    watch_work(600, [](int) { _exit(1); });
    work_begins();
    work_ends();
    return alarm(0) == 0 ? 7 : 2;  // no timer was left
  }) == 7);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::process

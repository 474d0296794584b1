#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "process/pool.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <set>
#include <stdexcept>

#include "comes_true.h"
#include "process/shared_table.h"
#include "process/signals.h"

namespace support::process {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;
using test::comes_true;

constexpr std::size_t kWorkers = 3;
constexpr std::size_t kHousekeeper = kWorkers;

std::int64_t millis_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             SteadyClock::now().time_since_epoch())
      .count();
}

// A master in a process of its own, and what its children note of themselves
// in a shared table.
struct PoolRuns {
  SharedTable table = SharedTable::make();
  Roles roles;
  pid_t master = 0;
  std::array<int, 2> told{};

  PoolRuns() {
    // Boost.Test takes a child's exit for an error of the test.
    signal(SIGCHLD, SIG_DFL);
    // Orphans of a killed master become ours, so that we can wait for them.
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    BOOST_REQUIRE(pipe2(told.data(), O_NONBLOCK | O_CLOEXEC) == 0);
    roles.workers = kWorkers;
    roles.worker = [this](std::size_t slot) { return wait_for_term(slot); };
    roles.housekeeper = roles.worker;
    roles.tell = [this](const std::string& line) {
      if (write(told[1], (line + "\n").data(), line.size() + 1) < 0) _exit(99);
    };
  }
  ~PoolRuns() {
    if (master > 0) {
      kill(master, SIGKILL);
      ended(master);
    }
    while (waitpid(-1, nullptr, 0) > 0) {
    }
    prctl(PR_SET_CHILD_SUBREAPER, 0);
    close(told[0]);
    close(told[1]);
  }

  void start() {
    master = fork();
    if (master != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    watch_signals();
    _exit(run_pool(roles));
  }
  void start_and_wait() {
    start();
    BOOST_REQUIRE(comes_true([this] { return pids().size() == kWorkers + 1; }));
  }

  int wait_for_term(std::size_t slot) {
    table.process(slot).pid = getpid();
    while (wait_unless_stopped(1s)) {
    }
    return 0;
  }

  pid_t pid(std::size_t slot) {
    return static_cast<pid_t>(table.process(slot).pid.load());
  }
  std::set<pid_t> pids() {
    std::set<pid_t> all;
    for (std::size_t slot = 0; slot <= kWorkers; ++slot) {
      if (pid(slot) != 0) all.insert(pid(slot));
    }
    return all;
  }
  bool is_replaced(std::size_t slot, pid_t old) {
    return comes_true([=, this] { return pid(slot) != old; });
  }

  // The exit status once it has ended; -1 when it does not, or was killed.
  int ended(pid_t process) {
    int status = -1;
    const bool is_over = comes_true([&] {
      return waitpid(process, &status, WNOHANG) == process;
    });
    if (process == master && is_over) master = 0;
    return is_over && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  bool is_gone(pid_t process) { return kill(process, 0) < 0; }

  std::string log() {
    std::string text(65536, '\0');
    const ssize_t count = read(told[0], text.data(), text.size());
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return text;
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_pool, PoolRuns)

BOOST_AUTO_TEST_CASE(every_slot_gets_a_process_of_its_own) {
  start_and_wait();
  BOOST_TEST(pids().size() == kWorkers + 1);
  BOOST_TEST(!pids().contains(master));
}

BOOST_AUTO_TEST_CASE(a_worker_killed_is_replaced_and_the_others_stay) {
  start_and_wait();
  const pid_t killed = pid(1), other = pid(0), housekeeper = pid(kHousekeeper);
  kill(killed, SIGKILL);
  BOOST_TEST(is_replaced(1, killed));
  BOOST_TEST(pid(0) == other);
  BOOST_TEST(pid(kHousekeeper) == housekeeper);
  const std::string line = "worker 1 (pid " + std::to_string(killed) +
                           ") killed by signal 9 (Killed), starts again in";
  BOOST_TEST(has(log(), line));
}

BOOST_AUTO_TEST_CASE(the_housekeeper_killed_is_replaced) {
  start_and_wait();
  const pid_t killed = pid(kHousekeeper);
  kill(killed, SIGKILL);
  BOOST_TEST(is_replaced(kHousekeeper, killed));
  BOOST_TEST(has(log(), "housekeeper (pid"));
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_again_and_again_waits_longer_each_time) {
  roles.worker = [this](std::size_t slot) {
    if (slot != 0) return wait_for_term(slot);
    const auto life = table.bucket(1000)++;
    if (life < 5) {
      table.bucket(static_cast<std::uint64_t>(life)) = millis_now();
    }
    return 1;
  };
  start();
  BOOST_REQUIRE(comes_true([this] { return table.bucket(4) != 0; }));
  const std::string text = log();
  for (const auto& [life, pause] : {std::pair{0u, 100}, {1u, 200}, {2u, 400},
                                   {3u, 800}}) {
    const std::int64_t waited = table.bucket(life + 1) - table.bucket(life);
    BOOST_TEST(waited >= pause - 1);
    BOOST_TEST(has(text, "starts again in " + std::to_string(pause) + " ms"));
  }
}

BOOST_AUTO_TEST_CASE(term_ends_every_child_and_then_the_pool) {
  start_and_wait();
  const std::set<pid_t> children = pids();
  const pid_t pool = master;
  kill(pool, SIGTERM);
  BOOST_TEST(ended(pool) == 0);
  for (const pid_t child : children) BOOST_TEST(is_gone(child));
}

BOOST_AUTO_TEST_CASE(a_child_that_misses_a_term_is_told_again) {
  roles.worker = [this](std::size_t slot) {
    SignalsHeld held;
    struct sigaction count {};
    count.sa_handler = [](int) {};
    sigaction(SIGTERM, &count, nullptr);
    table.process(slot).pid = getpid();
    held.let_in(20s);
    held.let_in(20s);
    return 0;
  };
  start_and_wait();
  kill(master, SIGTERM);
  BOOST_TEST(ended(master) == 0);
  BOOST_TEST(has(log(), "worker 0 (pid"));
  BOOST_TEST(!has(log(), "killed"));
}

BOOST_AUTO_TEST_CASE(a_child_that_does_not_leave_is_killed_in_the_end) {
  roles.patience = 1500ms;
  roles.worker = [this](std::size_t slot) {
    signal(SIGTERM, SIG_IGN);
    table.process(slot).pid = getpid();
    for (;;) pause();
    return 0;
  };
  start_and_wait();
  const std::int64_t asked = millis_now();
  kill(master, SIGTERM);
  BOOST_TEST(ended(master) == 0);
  BOOST_TEST(millis_now() - asked >= 1500);
  BOOST_TEST(has(log(), "killed by signal 9"));
}

// Each old worker looks whether its successor is there and how many leave
// beside it, and would note a fault.
BOOST_AUTO_TEST_CASE(hup_replaces_the_workers_one_after_the_other) {
  constexpr std::uint64_t kLeaving = 100, kFaults = 101;
  roles.worker = [this, test = getpid()](std::size_t slot) {
    wait_for_term(slot);
    // Nobody comes after the last: the master is gone by then.
    const bool succeeded = comes_true(
        [&] { return pid(slot) != getpid() || getppid() == test; });
    if (++table.bucket(kLeaving) != 1 || !succeeded) ++table.bucket(kFaults);
    usleep(20'000);
    --table.bucket(kLeaving);
    return 0;
  };
  start_and_wait();
  const std::set<pid_t> before = pids();
  const pid_t housekeeper = pid(kHousekeeper);
  kill(master, SIGHUP);
  for (std::size_t slot = 0; slot < kWorkers; ++slot) {
    BOOST_TEST(comes_true([&] { return !before.contains(pid(slot)); }));
  }
  BOOST_TEST(comes_true([&] {
    for (const pid_t old : before) {
      if (old != housekeeper && !is_gone(old)) return false;
    }
    return true;
  }));
  BOOST_TEST(table.bucket(kFaults) == 0);
  BOOST_TEST(pid(kHousekeeper) == housekeeper);
  BOOST_TEST(has(log(), "rolling the workers over"));
}

BOOST_AUTO_TEST_CASE(a_second_hup_during_the_first_still_renews_everybody) {
  start_and_wait();
  const std::set<pid_t> before = pids();
  const pid_t first = pid(0);
  kill(master, SIGHUP);
  BOOST_REQUIRE(is_replaced(0, first));
  const std::set<pid_t> half = pids();
  kill(master, SIGHUP);
  for (std::size_t slot = 0; slot < kWorkers; ++slot) {
    BOOST_TEST(comes_true([&] {
      return !before.contains(pid(slot)) && !half.contains(pid(slot));
    }));
  }
}

BOOST_AUTO_TEST_CASE(term_in_the_middle_of_a_hup_ends_everybody) {
  start_and_wait();
  const pid_t pool = master;
  kill(pool, SIGHUP);
  kill(pool, SIGTERM);
  BOOST_TEST(ended(pool) == 0);
  BOOST_TEST(waitpid(-1, nullptr, WNOHANG) == -1);  // no orphan came to us
}

BOOST_AUTO_TEST_CASE(bad_configuration_in_one_child_stops_all) {
  roles.worker = [this](std::size_t slot) {
    if (slot != 2) return wait_for_term(slot);
    comes_true([this] { return pid(0) != 0 && pid(1) != 0; });
    return 78;
  };
  start();
  BOOST_TEST(ended(master) == 78);
  BOOST_TEST(is_gone(pid(0)));
  BOOST_TEST(has(log(), "ended with status 78: stopping"));
}

BOOST_AUTO_TEST_CASE(an_exception_in_a_child_is_told_and_ends_it_with_70) {
  roles.worker = [this](std::size_t slot) {
    if (slot != 0 || pid(0) != 0) return wait_for_term(slot);
    table.process(0).pid = 1;
    throw std::runtime_error("the disk is on strike");
  };
  start();
  BOOST_REQUIRE(comes_true([this] { return pid(0) > 1; }));
  const std::string text = log();
  BOOST_TEST(has(text, "worker 0: the disk is on strike"));
  BOOST_TEST(has(text, "ended with status 70"));
}

BOOST_AUTO_TEST_CASE(when_the_master_is_killed_its_children_leave) {
  start_and_wait();
  const std::set<pid_t> children = pids();
  kill(master, SIGKILL);
  ended(master);
  for (const pid_t child : children) BOOST_TEST(ended(child) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::process

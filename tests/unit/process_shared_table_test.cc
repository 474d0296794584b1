#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "process/shared_table.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

namespace support::process {
namespace {

constexpr std::int64_t kNow = 1'795'344'067;  // in November 2026

struct TableAndChild {
  SharedTable table = SharedTable::make();

  // Boost.Test takes a child's exit for an error of the test.
  TableAndChild() { signal(SIGCHLD, SIG_DFL); }

  template <typename Act>
  void in_child(Act act) {
    const pid_t pid = fork();
    if (pid == 0) {
      act();
      _exit(0);
    }
    waitpid(pid, nullptr, 0);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_shared_table, TableAndChild)

BOOST_AUTO_TEST_CASE(a_new_table_is_empty) {
  BOOST_TEST(table.bucket(0) == 0);
  BOOST_TEST(table.bucket(~0ull) == 0);
  BOOST_TEST(table.presence(0).at_s == 0);
  BOOST_TEST(table.process(SharedTable::kProcesses - 1).pid == 0);
  BOOST_TEST(table.hash_key().size() == 16u);
  BOOST_TEST(table.hash_key() != SharedTable::make().hash_key());
}

BOOST_AUTO_TEST_CASE(what_a_child_writes_its_parent_and_siblings_see) {
  in_child([this] {
    table.bucket(12345) = -7;
    table.process(3).pid += 2;
    table.set_presence(0xABCD'0000'0000'0001, {.who = 9, .at_s = kNow});
  });
  in_child([this] { table.process(3).pid += 1; });
  BOOST_TEST(table.bucket(12345) == -7);
  BOOST_TEST(table.process(3).pid == 3);
  BOOST_TEST(table.presence(0xABCD'0000'0000'0001).who == 9);
  BOOST_TEST(table.presence(0xABCD'0000'0000'0001).at_s == kNow);
}

BOOST_AUTO_TEST_CASE(a_child_killed_while_it_writes_leaves_nothing_locked) {
  const pid_t pid = fork();
  if (pid == 0) {
    for (;;) table.bucket(1) += 1;
  }
  while (table.bucket(1) < 1000) {
  }
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  const std::int64_t before = table.bucket(1);
  table.bucket(1) += 1;
  BOOST_TEST(table.bucket(1) == before + 1);
}

BOOST_AUTO_TEST_CASE(a_stranger_in_the_slot_is_nobody) {
  const std::uint64_t key = 0x0001'0000'0000'0005;
  const std::uint64_t same_slot = 0x0002'0000'0000'0005;
  table.set_presence(key, {.who = 4, .at_s = kNow});
  BOOST_TEST(table.presence(same_slot).who == 0);
  BOOST_TEST(table.presence(same_slot).at_s == 0);
  table.set_presence(same_slot, {.who = 5, .at_s = kNow});
  BOOST_TEST(table.presence(key).who == 0);
  BOOST_TEST(table.presence(same_slot).who == 5);
}

BOOST_AUTO_TEST_CASE(the_widest_presence_comes_back_whole) {
  const std::uint64_t key = ~0ull;
  table.set_presence(key, {.who = 0xFFFF, .at_s = kNow});
  BOOST_TEST(table.presence(key).who == 0xFFFF);
  BOOST_TEST(table.presence(key).at_s == kNow);
}

BOOST_AUTO_TEST_CASE(keys_that_share_a_bucket_share_its_value) {
  table.bucket(7) = 3;
  BOOST_TEST(table.bucket(7 + SharedTable::kBuckets) == 3);
  BOOST_TEST(table.bucket(8) == 0);
}

BOOST_AUTO_TEST_CASE(a_table_keeps_its_memory_when_it_is_moved) {
  table.bucket(1) = 5;
  const std::string key = table.hash_key();
  SharedTable moved = std::move(table);
  BOOST_TEST(moved.bucket(1) == 5);
  BOOST_TEST(moved.hash_key() == key);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::process

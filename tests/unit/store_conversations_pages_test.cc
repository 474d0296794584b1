#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <map>
#include <random>

#include "conversation_in_folder.h"

namespace support::store {
namespace {

using Growth = Conversations::Growth;

struct Paging : test::ConversationInFolder {
  // Pages back from the end; each number as often as it was seen.
  std::map<std::uint64_t, int> paged(std::size_t page) {
    std::map<std::uint64_t, int> seen;
    auto batch = conversations.last(id, page);
    for (int pages = 0; batch && pages < 5000; ++pages) {
      BOOST_REQUIRE(batch->entries.size() <= page);
      for (const Entry& entry : batch->entries) ++seen[entry.record.n];
      if (!batch->more) return seen;
      batch = conversations.before(id, batch->entries.front().offset, page);
    }
    BOOST_FAIL("the pages do not end");
    return seen;
  }
  void check_paging(std::uint64_t count, std::size_t page) {
    const auto seen = paged(page);
    BOOST_TEST(seen.size() == count);
    for (const auto& [n, times] : seen) BOOST_TEST(times == 1, "number " << n);
  }
};

BOOST_FIXTURE_TEST_SUITE(store_conversations_pages, Paging)

BOOST_AUTO_TEST_CASE(the_last_ones_come_with_where_to_go_on) {
  fill(120, [](std::uint64_t) { return 150; });
  const auto batch = conversations.last(id, 50).value();
  BOOST_TEST(batch.entries.size() == 50u);
  BOOST_TEST(batch.entries.front().record.n == 71u);
  BOOST_TEST(batch.entries.front().offset == 70u * 150);
  BOOST_TEST(batch.more);
  BOOST_TEST(batch.cursor.offset == 120u * 150);
  BOOST_CHECK(conversations.since(id, batch.cursor, 1).growth == Growth::none);
  BOOST_TEST(!conversations.last(id, 120)->more);
}

BOOST_AUTO_TEST_CASE(before_takes_any_offset) {
  fill(10, [](std::uint64_t) { return 150; });
  BOOST_TEST(numbers(*conversations.before(id, 0, 5)) == "");
  BOOST_TEST(!conversations.before(id, 0, 5)->more);
  BOOST_TEST(numbers(*conversations.before(id, 1, 5)) == "1 ");
  BOOST_TEST(numbers(*conversations.before(id, 450, 2)) == "2 3 ");
  BOOST_TEST(numbers(*conversations.before(id, 451, 2)) == "3 4 ");
  BOOST_TEST(numbers(*conversations.before(id, UINT64_MAX, 2)) == "9 10 ");
}

BOOST_AUTO_TEST_CASE(paging_back_gives_every_tiny_record_once) {
  fill(2500, [](std::uint64_t) { return 150; });
  check_paging(2500, 50);
  check_paging(2500, 23);
}

BOOST_AUTO_TEST_CASE(paging_back_gives_every_huge_record_once) {
  fill(40, [](std::uint64_t) { return 64 * 1024 + 1; });
  check_paging(40, 50);
  check_paging(40, 3);
  check_paging(40, 1);
}

BOOST_AUTO_TEST_CASE(paging_back_gives_every_record_once_at_any_lengths) {
  std::mt19937 random(20261122);
  std::uniform_real_distribution<double> power(7.2, 16);
  fill(400, [&](std::uint64_t) {
    return static_cast<std::size_t>(std::exp2(power(random)));
  });
  for (const std::size_t page : {1u, 9u, 50u, 200u}) check_paging(400, page);
}

BOOST_AUTO_TEST_CASE(paging_back_goes_past_a_megabyte_of_rubbish) {
  put(file, line(1, 150) + line(2, 150) + std::string(1'000'000, 'x') + "\n" +
                line(3, 150));
  check_paging(3, 1);
  check_paging(3, 50);
  BOOST_TEST(say("four", "key-0004")->n == 4u);
}

BOOST_AUTO_TEST_CASE(a_number_is_written_after_a_long_rubbish_too) {
  put(file, line(1, 150) + std::string(300'000, 'x'));
  BOOST_TEST(say("two", "key-0002")->n == 2u);
  BOOST_TEST(numbers(conversations.all(id).value()) == "1 2 ");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

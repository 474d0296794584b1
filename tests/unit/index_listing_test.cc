#define BOOST_TEST_DYN_LINK
#include "index/listing.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "index/database.h"
#include "index_shop.h"

namespace support::index {
namespace {

using store::ConversationId;
using test::kAna;
using test::kBen;

struct ListedShop : test::Shop {
  Listing listing{paths};

  std::string names(const Filter& filter, Order order,
                    std::int64_t offset = 0, std::int64_t limit = 50) {
    std::string all;
    for (const Row& row : listing.page(filter, order, {limit, offset, {}, {}}).rows)
      all += row.name + " ";
    return all;
  }
  static Filter with_status(const std::string& status) {
    Filter filter;
    filter.status = status;
    return filter;
  }
};

BOOST_FIXTURE_TEST_SUITE(index_listing, ListedShop)

BOOST_AUTO_TEST_CASE(without_an_index_there_are_no_rows_and_it_is_not_ready) {
  BOOST_TEST(!listing.ready());
  BOOST_TEST(listing.page({}, Order::newest, {10, 0, {}, {}}).total == 0);
  BOOST_TEST(listing.counts("marta", now).version == 0);
  BOOST_TEST(!listing.row("20261122-00000000000000000000"));
  catch_up();
  BOOST_TEST(listing.ready());
}

BOOST_AUTO_TEST_CASE(who_waits_longest_stands_first_and_the_answered_last) {
  const auto first = asks(kAna, "Ana", "first");
  const auto second = asks(kBen, "Ben", "second");
  asks(kAna, "Cleo", "third");
  says(first, "a:marta", "answered");
  becomes(first, "open");
  says(second, kBen, "and one more thing");  // waits since the first
  catch_up();
  BOOST_TEST(names(with_status("open"), Order::longest_wait) ==
             "Ben Cleo Ana ");
  BOOST_TEST(names(with_status("open"), Order::newest) == "Ben Ana Cleo ");
  BOOST_TEST(names(with_status("open"), Order::oldest) == "Cleo Ana Ben ");
}

BOOST_AUTO_TEST_CASE(who_awaits_us_is_listed_as_they_are_counted) {
  const auto ana = asks(kAna, "Ana", "one");
  const auto ben = asks(kBen, "Ben", "two");
  asks(kBen, "Cleo", "three");
  says(ana, "a:marta", "answered");
  becomes(ben, "pending");  // put off, and still without an answer
  catch_up();
  Filter awaiting;
  awaiting.awaiting = true;
  BOOST_TEST(names(awaiting, Order::longest_wait) == "Ben Cleo ");
  BOOST_TEST(names(awaiting, Order::newest) == "Ben Cleo ");
  BOOST_TEST(listing.page(awaiting, Order::newest, {1, 0, {}, {}}).total ==
             listing.counts("marta", now).awaiting);
  awaiting.status = "open";
  BOOST_TEST(names(awaiting, Order::newest) == "Cleo ");
}

BOOST_AUTO_TEST_CASE(a_filter_narrows_the_rows_and_the_total_alike) {
  const auto ana = asks(kAna, "Ana", "one");
  const auto ben = asks(kBen, "Ben", "two");
  asks(kBen, "Benno", "three");
  goes_to(ana, "marta");
  says(ben, "a:jonas", "done");
  becomes(ben, "closed");
  catch_up();

  Filter marta, nobody, customer;
  marta.assignee = "marta";
  nobody.assignee = "";
  nobody.status = "open";
  customer.customer = kBen.substr(2);
  const auto total = [&](const Filter& filter) {
    return listing.page(filter, Order::newest, {1, 0, {}, {}}).total;
  };
  BOOST_TEST(names(marta, Order::newest) == "Ana ");
  BOOST_TEST(names(nobody, Order::newest) == "Benno ");
  BOOST_TEST(names(customer, Order::newest) == "Ben Benno ");
  BOOST_TEST(names(with_status("closed"), Order::newest) == "Ben ");
  BOOST_TEST(total(marta) == 1);
  BOOST_TEST(total(nobody) == 1);
  BOOST_TEST(total(customer) == 2);
  BOOST_TEST(total({}) == 3);
}

BOOST_AUTO_TEST_CASE(pages_follow_each_other_without_gap_or_repetition) {
  for (const char* name : {"A", "B", "C", "D", "E"}) asks(kAna, name, "hello");
  catch_up();
  BOOST_TEST(names({}, Order::newest, 0, 2) == "E D ");
  BOOST_TEST(names({}, Order::newest, 2, 2) == "C B ");
  BOOST_TEST(names({}, Order::newest, 4, 2) == "A ");
  BOOST_TEST(names({}, Order::newest, 6, 2) == "");
}

BOOST_AUTO_TEST_CASE(closed_from_takes_those_that_are_closed_since) {
  const auto early = asks(kAna, "Early", "1");
  const auto reopened = asks(kAna, "Reopened", "2");
  const auto late = asks(kAna, "Late", "3");
  becomes(early, "closed");
  const base::Time noon = now + base::Millis(1);
  becomes(reopened, "closed");
  becomes(late, "closed");
  says(reopened, kAna, "one thing more");
  catch_up();
  Filter filter;
  filter.closed_from = noon;
  BOOST_TEST(names(filter, Order::newest) == "Late ");
  BOOST_TEST(listing.page(filter, Order::newest, {9, 0, {}, {}}).total == 1);
  BOOST_TEST(listing.counts("", noon).closed_from == 1);
  BOOST_TEST(listing.counts("", noon).closed == 2);
}

BOOST_AUTO_TEST_CASE(counts_follow_each_change) {
  const auto ana = asks(kAna, "Ana", "one");
  const base::Time asked = now;
  const auto ben = asks(kBen, "Ben", "two");
  opens(kBen, "Silent");
  catch_up();
  Counts counts = listing.counts("marta", now);
  BOOST_TEST(counts.open == 2);
  BOOST_TEST(counts.unassigned == 2);
  BOOST_TEST(counts.awaiting == 2);
  BOOST_TEST((counts.oldest_wait == asked));

  const std::int64_t before = counts.version;
  goes_to(ana, "marta");
  says(ana, "a:marta", "hello");
  becomes(ana, "open");
  says(ben, "a:marta", "hello");
  catch_up();
  counts = listing.counts("marta", now);
  BOOST_TEST(counts.open == 1);
  BOOST_TEST(counts.mine == 1);
  BOOST_TEST(counts.unassigned == 0);
  BOOST_TEST(counts.pending == 1);
  BOOST_TEST(counts.awaiting == 0);
  BOOST_TEST(!counts.oldest_wait);
  BOOST_TEST(counts.version > before);
}

BOOST_AUTO_TEST_CASE(the_version_stands_still_while_nothing_changes) {
  asks(kAna, "Ana", "one");
  catch_up();
  const std::int64_t before = listing.counts("", now).version;
  now += base::Seconds(30);
  catch_up();
  BOOST_TEST(listing.counts("", now).version == before);
}

BOOST_AUTO_TEST_CASE(loads_count_the_open_ones_of_each_agent) {
  for (const char* login : {"marta", "jonas", "marta", ""})
    goes_to(asks(kAna, "Ana", "hello"), login);
  const auto done = asks(kAna, "Ana", "hello");
  goes_to(done, "jonas");
  becomes(done, "closed");
  catch_up();
  const auto loads = listing.loads();
  BOOST_REQUIRE(loads.size() == 2);
  BOOST_TEST((loads[0] == std::pair(std::string("jonas"), std::int64_t{1})));
  BOOST_TEST((loads[1] == std::pair(std::string("marta"), std::int64_t{2})));
}

BOOST_AUTO_TEST_CASE(a_conversation_in_which_nothing_was_said_is_not_listed) {
  const auto id = opens(kAna, "Ana");
  catch_up();
  BOOST_TEST(names({}, Order::newest) == "");
  BOOST_TEST(listing.page({}, Order::newest, {9, 0, {}, {}}).total == 0);
  BOOST_TEST(listing.row(id.text()).has_value());
}

BOOST_AUTO_TEST_CASE(a_rebuilt_index_is_noticed) {
  asks(kAna, "Ana", "one");
  catch_up();
  BOOST_TEST(names({}, Order::newest) == "Ana ");
  remove_database(paths.index());
  BOOST_TEST(!listing.ready());
  BOOST_TEST(names({}, Order::newest) == "");
  asks(kBen, "Ben", "two");
  catch_up();
  BOOST_TEST(names({}, Order::newest) == "Ben Ana ");
}

BOOST_AUTO_TEST_CASE(a_damaged_index_is_removed_by_who_finds_it) {
  for (int i = 0; i < 40; ++i) asks(kAna, "Ana", std::string(100, 'x'));
  catch_up();
  {
    // All but the first page: it opens, but no table makes sense.
    std::fstream bytes(paths.index(), std::ios::in | std::ios::out);
    bytes.seekp(4096);
    bytes << std::string(std::filesystem::file_size(paths.index()) - 4096, 'z');
  }
  BOOST_TEST(names({}, Order::newest) == "");
  BOOST_TEST(!listing.ready());
  BOOST_TEST(!std::filesystem::exists(paths.index()));
  catch_up();
  BOOST_TEST(listing.page({}, Order::newest, {9, 0, {}, {}}).total == 40);
}

BOOST_AUTO_TEST_CASE(tags_are_summed_over_the_listed_and_the_commonest_leads) {
  const auto ana = asks(kAna, "Ana", "one");
  const auto ben = asks(kBen, "Ben", "two");
  adds(ana, store::Kind::tag, "a:marta", {{"add", "refund"}});
  adds(ben, store::Kind::tag, "a:marta", {{"add", "refund"}});
  adds(ben, store::Kind::tag, "a:marta", {{"add", "damaged"}});
  adds(opens(kAna, "Silent"), store::Kind::tag, "a:marta", {{"add", "quiet"}});
  catch_up();
  using Sums = std::vector<std::pair<std::string, std::int64_t>>;
  BOOST_TEST((listing.tags(9) == Sums{{"refund", 2}, {"damaged", 1}}));
  BOOST_TEST((listing.tags(1) == Sums{{"refund", 2}}));
  adds(ben, store::Kind::tag, "a:marta", {{"remove", "damaged"}});
  catch_up();
  BOOST_TEST((listing.tags(9) == Sums{{"refund", 2}}));
  Filter tagged;
  tagged.tag = "refund";
  BOOST_TEST(names(tagged, Order::oldest) == "Ana Ben ");
}

BOOST_AUTO_TEST_CASE(a_quick_reply_is_counted_as_often_as_it_was_sent) {
  const auto ana = asks(kAna, "Ana", "one");
  const auto reply = [&](const std::string& quick) {
    return adds(ana, store::Kind::message, "a:marta",
                {{"text", "hello"}, {"quick", quick}});
  };
  reply("hi");
  const std::uint64_t both = reply("hi bye");
  // A customer's own word for it counts for nothing.
  adds(ana, store::Kind::message, kAna, {{"text", "x"}, {"quick", "hi"}});
  catch_up();
  using Sums = std::vector<std::pair<std::string, std::int64_t>>;
  BOOST_TEST((listing.quick_uses() == Sums{{"hi", 2}, {"bye", 1}}));
  adds(ana, store::Kind::redact, "a:marta", {{"ref", both}});
  catch_up();
  BOOST_TEST((listing.quick_uses() == Sums{{"hi", 1}}));
}

BOOST_AUTO_TEST_CASE(awaiting_silent_and_long_closed_are_told_apart) {
  const auto waits = asks(kAna, "Waits", "one");
  const auto waits_less = asks(kBen, "Waits less", "two");
  const auto aside = asks(kBen, "Set aside", "three");
  const auto answered = asks(kBen, "Answered", "four");
  const auto closed = asks(kBen, "Closed", "five");
  becomes(aside, "pending");
  says(answered, "a:marta", "yes");
  becomes(closed, "closed");
  catch_up();
  const auto names_of = [](const std::vector<Row>& rows) {
    std::string all;
    for (const Row& row : rows) all += row.name + " ";
    return all;
  };
  const base::Time later = now + base::Millis(1);
  BOOST_TEST(names_of(listing.awaiting(9)) == "Waits Waits less ");
  BOOST_TEST(names_of(listing.awaiting(1)) == "Waits ");
  BOOST_TEST(names_of(listing.silent(later, 9)) == "Answered ");
  BOOST_TEST(names_of(listing.silent(row(answered).last, 9)) == "");
  BOOST_TEST((listing.closed_before(later, 9) ==
              std::vector<std::string>{closed.text()}));
  BOOST_TEST(listing.closed_before(row(closed).last, 9).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::index

#define BOOST_TEST_DYN_LINK
#include "index/listing.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "index/queries.h"
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
  // How SQLite would answer.
  std::string plan(const std::string& sql) {
    auto database = Database::for_reading(paths.index());
    BOOST_REQUIRE(database);
    Statement explain = database->prepare("EXPLAIN QUERY PLAN " + sql);
    std::string all;
    while (explain.step()) all += explain.text(3) + "\n";
    return all;
  }
};

std::vector<Filter> all_filters() {
  std::vector<Filter> filters;
  for (const std::string status : {"", "open"}) {
    for (const bool has_assignee : {false, true}) {
      for (const std::string customer : {"", "aa"}) {
        for (const int closed_ms : {0, 1}) {
          Filter filter;
          filter.status = status;
          filter.customer = customer;
          filter.closed_from = base::Time(base::Millis(closed_ms));
          if (has_assignee) filter.assignee = "marta";
          filters.push_back(filter);
        }
      }
    }
  }
  return filters;
}

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

BOOST_AUTO_TEST_CASE(no_list_reads_the_whole_table) {
  catch_up();
  for (const Filter& filter : all_filters()) {
    for (const Order order :
         {Order::longest_wait, Order::newest, Order::oldest}) {
      const std::string sql = page_sql(filter, order);
      const std::string steps = plan(sql);
      BOOST_TEST_CONTEXT(sql << "\n" << steps) {
        BOOST_TEST(steps.find("USING INDEX") != steps.npos);
        // A customer's own, and one day's closed ones, are few: they may be
        // sorted.  Anything longer comes in order.
        const bool is_short =
            !filter.customer.empty() || filter.closed_from != base::Time{};
        if (is_short)
          BOOST_TEST(steps.starts_with("SEARCH"));
        else
          BOOST_TEST(steps.find("TEMP B-TREE") == steps.npos);
      }
    }
    const std::string steps = plan(total_sql(filter));
    BOOST_TEST_CONTEXT(total_sql(filter) << "\n" << steps)
    BOOST_TEST(steps.find("SCAN conversations") == steps.npos);
  }
}

BOOST_AUTO_TEST_CASE(counting_looks_at_tallies_and_at_today_alone) {
  catch_up();
  BOOST_TEST(plan(kTallies) == "SCAN tallies\n");
  BOOST_TEST(plan(kClosedFrom).starts_with(
      "SEARCH conversations USING INDEX by_closed (status=? AND closed>?)"));
  // In the index's order, and the first one only.
  BOOST_TEST(plan(kOldestWait) == "SCAN conversations USING INDEX by_wait\n");
  BOOST_TEST(plan(kVersion).starts_with("SEARCH meta USING PRIMARY KEY"));
  BOOST_TEST(plan(row_sql()).starts_with("SEARCH conversations USING PRIMARY"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::index

#define BOOST_TEST_DYN_LINK
#include "index/queries.h"

#include <boost/test/unit_test.hpp>

#include <bit>

#include "base/text.h"
#include "index/counted.h"
#include "index/hits.h"
#include "index/statistics.h"
#include "index_shop.h"
#include "test_size.h"

namespace support::index {
namespace {

using Lines = std::vector<std::string>;

struct AskedIndex : test::Shop {
  // How SQLite would answer.
  Lines plan(const std::string& sql) {
    Statement explain = database.prepare("EXPLAIN QUERY PLAN " + sql);
    Lines lines;
    while (explain.step()) lines.push_back(explain.text(3));
    return lines;
  }
  static std::string joined(const Lines& lines) {
    std::string all;
    for (const std::string& line : lines) all += line + "\n";
    return all;
  }
  // Walks only along an index that holds all it looks at or gives the order,
  // or through what another question has found already.
  static bool scans(const std::string& line) {
    if (!line.starts_with("SCAN")) return false;
    if (line.find("INDEX") != line.npos) return false;
    return line != "SCAN tallies" && line != "SCAN tag_sums" &&
           line != "SCAN quick_sums" && !line.starts_with("SCAN SUBQUERY") &&
           !line.starts_with("SCAN (");
  }
  void check(const std::string& sql) {
    const Lines lines = plan(sql);
    for (const std::string& line : lines) {
      if (!scans(line)) continue;
      BOOST_ERROR("this reads a whole table: " << sql << "\n"
                                               << joined(lines));
    }
  }
  static bool sorts(const Lines& lines) {
    return joined(lines).find("TEMP B-TREE") != std::string::npos;
  }

  Database made() {
    catch_up();
    return *Database::for_reading(paths.index());
  }
  Database database = made();
};

constexpr int kParts = 12;

// All that a filter may ask for together; a sample: three things at most, and
// everything at once.
bool is_tried(unsigned parts) {
  return test::is_full() || std::popcount(parts) <= 3 ||
         parts == (1u << kParts) - 1;
}

// Each bit of `parts` asks for one thing more.
Filter filter_of(unsigned parts) {
  Filter filter;
  const auto asks = [parts](int part) { return (parts >> part & 1) != 0; };
  const base::Time time(base::Millis(1'700'000'000'000));
  if (asks(0)) filter.status = "open";
  if (asks(1)) filter.assignee = "marta";
  if (asks(2)) filter.customer = "aa";
  if (asks(3)) filter.verified = true;
  if (asks(4)) filter.has_file = true;
  if (asks(5)) filter.tag = "refund";
  if (asks(6)) filter.person = "ana exam";
  if (asks(7)) filter.from = time;
  if (asks(8)) filter.until = time;
  if (asks(9)) filter.closed_from = time;
  if (asks(10)) filter.counted = Counted{"missed", time, time, "marta"};
  if (asks(11)) filter.awaiting = true;
  return filter;
}

BOOST_FIXTURE_TEST_SUITE(index_queries, AskedIndex)

BOOST_AUTO_TEST_CASE(no_list_reads_a_whole_table_whatever_is_asked) {
  for (unsigned parts = 0; parts < 1u << kParts; ++parts) {
    if (!is_tried(parts)) continue;
    const Filter filter = filter_of(parts);
    const std::size_t sets = sets_of(filter).size();
    for (std::size_t leader = 0; leader <= sets; ++leader) {
      Search search{filter, Order::newest, {}, {}, {}, 25, 0};
      if (leader > 0) search.leader = leader - 1;
      for (const Order order :
           {Order::longest_wait, Order::newest, Order::oldest}) {
        search.order = order;
        search.after = search.before = std::nullopt;
        check(rows_question(search).sql);
        search.after = Stand(1, 1);
        check(rows_question(search).sql);
        search.after = std::nullopt;
        search.before = Stand(1, 1);
        check(rows_question(search).sql);
      }
      check(total_question(search, 100).sql);
      check(keys_question(search, 100).sql);
    }
    check(probe_question(filter).sql);
    for (const Question& set : sets_of(filter)) check(size_of(set, 100).sql);
  }
}

BOOST_AUTO_TEST_CASE(what_may_be_long_comes_in_order_and_is_never_sorted) {
  for (unsigned parts = 0; parts < 1u << kParts; ++parts) {
    const Filter filter = filter_of(parts);
    // A customer's own, and what was closed today, are few.
    if (!filter.customer.empty() || filter.closed_from != base::Time{})
      continue;
    for (const Order order :
         {Order::longest_wait, Order::newest, Order::oldest}) {
      const std::string sql =
          rows_question({filter, order, {}, Stand(1, 1), {}, 25, 0}).sql;
      BOOST_TEST_CONTEXT(sql) BOOST_TEST(!sorts(plan(sql)));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_figure_counts_is_found_by_its_time) {
  const base::Time time(base::Millis(1'700'000'000'000));
  for (const char* figure :
       {"cycles", "reopened", "first_reply", "not_answered", "accept", "reply",
        "resolution", "full_resolution", "missed", "abandoned", "dropped",
        "rated", "positive", "replied", "closes", "reopened_24h"}) {
    BOOST_TEST(is_figure(figure));
    for (const char* agent : {"", "marta"}) {
      const std::string sql =
          counted_question({figure, time, time, agent}).sql;
      BOOST_TEST_CONTEXT(sql) {
        const auto lines = plan(sql);
        BOOST_TEST(lines.size() == 1u);
        BOOST_TEST(lines.at(0).starts_with("SEARCH "));
        BOOST_TEST(!sorts(lines));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_page_begins_where_the_last_one_ended) {
  Filter filter;
  filter.status = "closed";
  const auto lines =
      plan(rows_question({filter, Order::newest, {}, Stand(1, 1), {}, 9, 0}).sql);
  BOOST_TEST(joined(lines) ==
             "SEARCH conversations USING INDEX by_status_last"
             " (status=? AND last<?)\n");
}

BOOST_AUTO_TEST_CASE(words_are_walked_by_place_and_never_sorted) {
  const Wanted wanted("hello \"my order\" wor");
  for (const bool is_falling : {false, true}) {
    for (const bool has_place : {false, true}) {
      const auto beyond = has_place ? std::optional<std::int64_t>(1)
                                    : std::nullopt;
      const auto lines = plan(hits_question(wanted, is_falling, beyond).sql);
      BOOST_TEST(!sorts(lines));
      BOOST_TEST(lines.at(0).starts_with("SCAN words VIRTUAL TABLE INDEX"));
      BOOST_TEST(lines.at(1) ==
                 "SEARCH messages USING INTEGER PRIMARY KEY (rowid=?)");
    }
  }
}

BOOST_AUTO_TEST_CASE(the_other_questions_are_answered_by_an_index_each) {
  for (const std::string& sql : std::initializer_list<std::string>
       {std::string(kTallies), std::string(kClosedFrom),
        std::string(kOldestWait), std::string(kVersion),
        std::string(kClosedBefore), std::string(kTagSums),
        std::string(kQuickSums), row_sql(), awaiting_sql(), silent_sql()})
    check(sql);
  for (const std::string& sql : std::initializer_list<std::string>{awaiting_sql(), silent_sql(),
                                std::string(kClosedBefore),
                                std::string(kOldestWait)})
    BOOST_TEST_CONTEXT(sql) BOOST_TEST(!sorts(plan(sql)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::index

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <set>

#include "store/customers.h"
#include "store/record.h"
#include "store_data.h"

namespace support::store {
namespace {

using base::Reason;

struct CustomersInFolder : test::Data {
  Customers customers{paths};
  std::string ana = "0123456789abcdef0123456789abcdef";

  ConversationId fresh() const { return ConversationId::make(now); }
  base::Path file() const { return paths.customer(ana); }
  std::size_t count() const { return customers.conversations(ana).size(); }
};

BOOST_FIXTURE_TEST_SUITE(store_customers, CustomersInFolder)

BOOST_AUTO_TEST_CASE(an_unknown_customer_has_no_conversations) {
  BOOST_TEST(customers.conversations(ana).empty());
  BOOST_TEST(customers.conversations("../../users/alice").empty());
  BOOST_TEST(customers.conversations("").empty());
}

BOOST_AUTO_TEST_CASE(conversations_come_in_the_order_of_their_making) {
  const ConversationId one = fresh(), two = fresh();
  customers.note(ana, "key-00001", one, now).value();
  customers.note(ana, "key-00002", two, now + base::Seconds(1)).value();
  const auto all = Customers(paths).conversations(ana);
  BOOST_REQUIRE(all.size() == 2u);
  BOOST_CHECK(all[0].conversation == one);
  BOOST_TEST(all[0].key == "key-00001");
  BOOST_CHECK(all[0].t == now);
  BOOST_CHECK(all[1].conversation == two);
}

BOOST_AUTO_TEST_CASE(the_same_key_stands_for_the_first_conversation) {
  const ConversationId one = fresh();
  customers.note(ana, "key-00001", one, now).value();
  const auto again = customers.note(ana, "key-00001", fresh(), now).value();
  BOOST_CHECK(again.conversation == one);
  BOOST_TEST(count() == 1u);
}

BOOST_AUTO_TEST_CASE(the_token_that_made_it_is_noted) {
  customers.note(ana, "key-00001", fresh(), now, "5d41").value();
  BOOST_TEST(get(file()).find("\"token\":\"5d41\",\"c\":\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_a_key_the_conversation_is_what_counts) {
  const ConversationId one = fresh(), two = fresh();
  customers.note(ana, "", one, now).value();
  customers.note(ana, "", two, now).value();
  customers.note(ana, "", one, now).value();
  BOOST_TEST(count() == 2u);
}

BOOST_AUTO_TEST_CASE(lines_are_records_numbered_by_one_and_never_back_in_time) {
  customers.note(ana, "key-00001", fresh(), now).value();
  customers.note(ana, "key-00002", fresh(), now - base::Seconds(9)).value();
  const std::string text = get(file());
  const auto lines = base::split(text, '\n');
  BOOST_REQUIRE(lines.size() == 3u);
  BOOST_TEST(lines[2].empty());
  const Record first = decode(lines[0]).value();
  const Record second = decode(lines[1]).value();
  BOOST_TEST(first.n == 1u);
  BOOST_TEST(second.n == 2u);
  BOOST_TEST(first.by == "c:" + ana);
  BOOST_TEST(first.kind_name == "conversation");
  BOOST_CHECK(second.t == first.t);
}

BOOST_AUTO_TEST_CASE(malformed_keys_are_refused_before_any_file_is_made) {
  const std::size_t before = files_in(paths.data());
  BOOST_CHECK(customers.note("../x", "key-00001", fresh(), now)
                  .error().reason == Reason::bad_request);
  BOOST_CHECK(customers.note(ana, "a b", fresh(), now).error().reason ==
              Reason::bad_request);
  BOOST_TEST(files_in(paths.data()) == before);
}

BOOST_AUTO_TEST_CASE(a_line_cut_short_is_passed_over_and_sealed) {
  const ConversationId one = fresh();
  customers.note(ana, "key-00001", one, now).value();
  customers.note(ana, "key-00002", fresh(), now).value();
  const std::string whole = get(file());
  put(file(), whole.substr(0, whole.size() - 20));
  BOOST_TEST(count() == 1u);
  customers.note(ana, "key-00002", fresh(), now).value();
  const auto all = customers.conversations(ana);
  BOOST_REQUIRE(all.size() == 2u);
  BOOST_CHECK(all[0].conversation == one);
  BOOST_TEST(get(file()).starts_with(whole.substr(0, whole.size() - 20)));
}

BOOST_AUTO_TEST_CASE(what_is_gone_is_told_once_and_its_key_makes_nothing) {
  const ConversationId one = fresh();
  customers.note(ana, "key-00001", one, now).value();
  customers.note(ana, "key-00002", fresh(), now).value();
  for (int i = 0; i < 2; ++i)
    BOOST_TEST(customers.note_gone(ana, one, now).has_value());
  BOOST_TEST(customers.note_gone(ana, fresh(), now).has_value());
  BOOST_TEST(base::split(get(file()), '\n').size() == 4u);
  BOOST_TEST(count() == 1u);
  BOOST_TEST(customers.all(ana).size() == 2u);
  BOOST_CHECK(customers.note(ana, "key-00001", fresh(), now).error().reason ==
              Reason::gone);
}

BOOST_AUTO_TEST_CASE(nobody_s_list_begins_with_what_is_gone) {
  BOOST_TEST(customers.note_gone(ana, fresh(), now).has_value());
  BOOST_TEST(!std::filesystem::exists(file()));
}

BOOST_AUTO_TEST_CASE(a_list_that_has_grown_is_not_removed) {
  customers.note(ana, "key-00001", fresh(), now).value();
  BOOST_TEST(!customers.remove(ana, 0).value());
  BOOST_TEST(count() == 1u);
  BOOST_TEST(customers.remove(ana, 1).value());
  BOOST_TEST(!std::filesystem::exists(file()));
  customers.note(ana, "key-00002", fresh(), now).value();
  BOOST_TEST(count() == 1u);
}

BOOST_AUTO_TEST_CASE(an_empty_file_left_by_a_crash_is_begun) {
  put(file(), "");
  customers.note(ana, "key-00001", fresh(), now).value();
  BOOST_TEST(count() == 1u);
}

BOOST_AUTO_TEST_CASE(while_latched_nothing_is_noted_but_all_is_read) {
  customers.note(ana, "key-00001", fresh(), now).value();
  latch(paths, "why");
  BOOST_CHECK(customers.note(ana, "key-00002", fresh(), now).error().reason ==
              Reason::storage_latched);
  BOOST_TEST(count() == 1u);
}

BOOST_AUTO_TEST_CASE(eight_processes_with_one_key_make_one_conversation) {
  const int good = test::in_processes(8, [&](int) {
    const auto entry = test::retry_while_busy(
        [&] { return customers.note(ana, "key-00001", fresh(), now); });
    const auto all = customers.conversations(ana);
    return entry && all.size() == 1 &&
           all[0].conversation == entry->conversation;
  });
  BOOST_TEST(good == 8);
}

BOOST_AUTO_TEST_CASE(eight_processes_with_their_own_keys_lose_none) {
  const int good = test::in_processes(8, [&](int i) {
    for (int k = 0; k < 20; ++k) {
      const std::string key = "key-" + std::to_string(1000 + i * 20 + k);
      const auto noted = test::retry_while_busy(
          [&] { return customers.note(ana, key, fresh(), now); });
      if (!noted) return false;
    }
    return true;
  });
  BOOST_TEST(good == 8);
  std::set<std::string> keys;
  for (const auto& entry : customers.conversations(ana)) keys.insert(entry.key);
  BOOST_TEST(count() == 160u);
  BOOST_TEST(keys.size() == 160u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

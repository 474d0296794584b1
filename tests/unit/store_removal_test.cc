#define BOOST_TEST_DYN_LINK
#include "store/removal.h"

#include <boost/test/unit_test.hpp>

#include "store/conversations.h"
#include "store/customers.h"
#include "store_data.h"

namespace support::store {
namespace {

using base::Reason;

struct Removing : test::Data {
  Conversations conversations{paths, {}};
  base::Time later = now + base::Days(40);

  ConversationId made() {
    const auto id = ConversationId::make(now);
    conversations
        .create(id, now,
                {{Kind::open, "c:" + std::string(32, 'a'), "key-first", {}}})
        .value();
    put(paths.file(id, 2, std::string(64, 'f')), "bytes");
    return id;
  }
  auto remove(const ConversationId& id, bool decision = true) {
    return remove_conversation(paths, id, later, [=] { return decision; });
  }
  bool is_there(const ConversationId& id) const {
    return std::filesystem::exists(paths.conversation(id));
  }
};

BOOST_FIXTURE_TEST_SUITE(store_removal, Removing)

BOOST_AUTO_TEST_CASE(it_goes_with_its_files_and_its_empty_days) {
  const auto id = made();
  BOOST_TEST(remove(id).value());
  BOOST_TEST(!is_there(id));
  BOOST_TEST(std::filesystem::is_empty(paths.conversations()));
  BOOST_TEST(!std::filesystem::exists(paths.files() / "2026"));
  BOOST_TEST(std::filesystem::exists(paths.incoming()));
}

BOOST_AUTO_TEST_CASE(the_journal_names_it_so_that_the_index_forgets_it) {
  const auto id = made();
  const auto from = conversations.journal().end();
  remove(id).value();
  BOOST_TEST(conversations.journal().since(from).grown.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_lists_of_all_whose_it_was_say_that_it_is_gone) {
  Customers customers(paths);
  const std::string ana(32, 'a'), guest(32, 'b'), other(32, 'c');
  const auto id = made(), stays = ConversationId::make(now);
  for (const std::string& one : {ana, guest, other}) {
    customers.note(one, one == other ? "" : "key-first", id, now).value();
    customers.note(one, "key-stays", stays, now).value();
  }
  conversations
      .append(id, now, {{Kind::open, "c:" + guest, "key-signed-in", {}}})
      .value();
  remove(id).value();
  for (const std::string& one : {ana, guest}) {
    BOOST_TEST(customers.conversations(one).size() == 1u);
    BOOST_TEST(customers.all(one).front().is_gone);
    BOOST_TEST(!customers.all(one).back().is_gone);
  }
  BOOST_TEST(customers.conversations(other).size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_stays_is_not_called_gone) {
  Customers customers(paths);
  const auto id = made();
  customers.note(std::string(32, 'a'), "key-first", id, now).value();
  remove(id, false).value();
  BOOST_TEST(!customers.all(std::string(32, 'a')).front().is_gone);
}

BOOST_AUTO_TEST_CASE(others_of_the_same_day_stay) {
  const auto one = made(), two = made();
  remove(one).value();
  BOOST_TEST(is_there(two));
  BOOST_TEST(std::filesystem::exists(paths.files_of(two)));
}

BOOST_AUTO_TEST_CASE(whoever_decides_against_it_leaves_all_as_it_was) {
  const auto id = made();
  BOOST_TEST(!remove(id, false).value());
  BOOST_TEST(is_there(id));
  BOOST_TEST(files_in(paths.files_of(id)) == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_not_found) {
  BOOST_CHECK(remove(ConversationId::make(now)).error().reason ==
              Reason::not_found);
}

BOOST_AUTO_TEST_CASE(a_removal_that_was_killed_in_the_middle_is_done_again) {
  const auto id = made();
  std::filesystem::remove_all(paths.files_of(id));
  BOOST_TEST(remove(id).value());
  BOOST_TEST(!is_there(id));
}

BOOST_AUTO_TEST_CASE(folders_in_which_something_may_be_made_now_stay) {
  later = now + std::chrono::hours(20);
  const auto id = made();
  remove(id).value();
  BOOST_TEST(!is_there(id));
  BOOST_TEST(std::filesystem::exists(paths.conversation(id).parent_path()));
}

BOOST_AUTO_TEST_CASE(who_writes_meanwhile_finds_it_gone_and_loses_nothing_said) {
  const auto id = made();
  const int written = test::in_processes(4, [&](int i) {
    if (i == 0)
      return test::retry_while_busy([&] { return remove(id); }).has_value();
    const auto done = test::retry_while_busy([&] {
      return conversations.append(
          id, later,
          {{Kind::message, "a:marta", "key-000" + std::to_string(i),
            {{"text", "x"}}}});
    });
    return !done && (done.error().reason == Reason::not_found ||
                     done.error().reason == Reason::gone);
  });
  // Some may have been faster; whoever was not is told so.
  BOOST_TEST(written >= 1);
  BOOST_TEST(!is_there(id));
}

BOOST_AUTO_TEST_CASE(while_latched_nothing_goes) {
  const auto id = made();
  latch(paths, "a test");
  BOOST_CHECK(remove(id).error().reason == Reason::storage_latched);
  BOOST_TEST(is_there(id));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

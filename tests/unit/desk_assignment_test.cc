#define BOOST_TEST_DYN_LINK
#include "desk/assignment.h"

#include <boost/test/unit_test.hpp>

#include "desk_shift.h"

namespace support::desk {
namespace {

struct Routing : test::Shift {
  Routing() {
    settings([](store::Settings& now_set) { now_set.assigns_itself = true; });
  }
  // One round of the housekeeper.
  std::size_t round() {
    catch_up();
    return assign_waiting(desk);
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_assignment, Routing)

BOOST_AUTO_TEST_CASE(nothing_goes_by_itself_unless_settings_say_so) {
  settings([](store::Settings& now_set) { now_set.assigns_itself = false; });
  agent("marta");
  const Chat chat = asks();
  BOOST_TEST(round() == 0u);
  BOOST_TEST(agent_of(chat) == "");
}

BOOST_AUTO_TEST_CASE(who_waits_goes_to_an_agent_once) {
  agent("marta");
  const Chat chat = asks();
  BOOST_TEST(round() == 1u);
  BOOST_TEST(agent_of(chat) == "marta");
  const auto record = desk.conversations.find(chat.id, 3)->record;
  BOOST_TEST(record.by == "s:routing");
  for (int i = 0; i < 3; ++i) BOOST_TEST(round() == 0u);
  BOOST_TEST(records_in(chat) == 3u);
}

BOOST_AUTO_TEST_CASE(of_equals_the_first_by_login_and_then_the_least_busy) {
  agent("paul");
  agent("marta");
  const Chat first = asks();
  BOOST_TEST(round() == 1u);
  BOOST_TEST(agent_of(first) == "marta");
  const Chat second = asks();
  BOOST_TEST(round() == 1u);
  BOOST_TEST(agent_of(second) == "paul");
}

BOOST_AUTO_TEST_CASE(what_was_given_in_a_round_counts_in_it) {
  agent("marta");
  agent("paul");
  std::vector<Chat> chats;
  for (int i = 0; i < 4; ++i) chats.push_back(asks());
  BOOST_TEST(round() == 4u);
  std::string agents;
  for (const Chat& chat : chats) agents += agent_of(chat) + " ";
  BOOST_TEST(agents == "marta paul marta paul ");
}

BOOST_AUTO_TEST_CASE(the_longest_wait_goes_first_when_there_is_one_place) {
  agent("marta");
  user("marta", [](store::User& one) { one.most_chats = 1; });
  const Chat first = asks();
  const Chat second = asks();
  BOOST_TEST(round() == 1u);
  BOOST_TEST(agent_of(first) == "marta");
  BOOST_TEST(agent_of(second) == "");
  BOOST_TEST(round() == 0u);
  replies(agent("paul"), first);  // pending: it is no open one any more
  user("paul", [](store::User& one) { one.available = false; });
  BOOST_TEST(round() == 1u);
  BOOST_TEST(agent_of(second) == "marta");
}

BOOST_AUTO_TEST_CASE(nobody_has_more_than_most_chats) {
  for (const char* login : {"marta", "paul"}) agent(login);
  user("marta", [](store::User& one) { one.most_chats = 2; });
  user("paul", [](store::User& one) { one.most_chats = 0; });
  std::vector<Chat> chats;
  for (int i = 0; i < 3; ++i) chats.push_back(asks());
  BOOST_TEST(round() == 2u);
  BOOST_TEST(agent_of(chats[2]) == "");
}

BOOST_AUTO_TEST_CASE(only_agents_who_are_there_get_conversations) {
  agent("away");
  user("away", [](store::User& one) { one.available = false; });
  agent("customer", false);
  agent("gone");
  user("gone", [](store::User& one) { one.active = false; });
  agent("signed-out");
  user("signed-out", [](store::User& one) { ++one.session_epoch; });
  store::User never;
  never.login = never.name = "never-here";
  never.is_staff = true;
  desk.users.add(never).value();
  const Chat chat = asks();
  BOOST_TEST(round() == 0u);
  BOOST_TEST(records_in(chat) == 2u);
  agent("zoe", false, true);  // an admin is staff
  BOOST_TEST(round() == 1u);
  BOOST_TEST(agent_of(chat) == "zoe");
}

BOOST_AUTO_TEST_CASE(who_comes_back_gets_those_who_wait_already) {
  agent("marta");
  user("marta", [](store::User& one) { one.available = false; });
  const Chat chat = asks();
  BOOST_TEST(round() == 0u);
  user("marta", [](store::User& one) { one.available = true; });
  BOOST_TEST(round() == 1u);
  BOOST_TEST(agent_of(chat) == "marta");
}

BOOST_AUTO_TEST_CASE(a_session_that_is_over_is_no_agent) {
  agent("marta");
  wait(store::kSessionIdle + base::Seconds(1));
  const Chat chat = asks();
  BOOST_TEST(round() == 0u);
  BOOST_TEST(agent_of(chat) == "");
}

BOOST_AUTO_TEST_CASE(what_is_answered_or_closed_or_taken_stays_as_it_is) {
  const Person marta = agent("marta");
  const Chat answered = asks(), closed = asks(), taken = asks(), set = asks();
  replies(marta, answered);
  set_status(desk, marta, closed.id, Status::closed, key()).value();
  assign(desk, marta, taken.id, "marta", key()).value();
  replies(marta, set, Status::open);  // open, and awaits nobody of ours
  BOOST_TEST(round() == 0u);
}

BOOST_AUTO_TEST_CASE(a_person_who_was_faster_is_not_overruled) {
  agent("marta");
  const Person paul = agent("paul");
  const Chat taken = asks(), answered = asks(), last = asks();
  catch_up();
  assign(desk, paul, taken.id, "paul", key()).value();
  replies(paul, answered);
  BOOST_TEST(assign_waiting(desk) == 1u);
  BOOST_TEST(agent_of(taken) == "paul");
  BOOST_TEST(agent_of(answered) == "");
  BOOST_TEST(agent_of(last) == "marta");
}

BOOST_AUTO_TEST_CASE(rounds_at_once_give_it_away_once) {
  for (const char* login : {"ada", "bob", "cyd"}) agent(login);
  const Chat chat = asks();
  catch_up();
  BOOST_TEST(test::in_processes(4, [&](int) {
    return assign_waiting(desk) == 1;
  }) == 1);
  BOOST_TEST(records_in(chat) == 3u);
}

BOOST_AUTO_TEST_CASE(given_back_it_goes_on_to_somebody) {
  const Person marta = agent("marta");
  const Chat chat = asks();
  round();
  agent("ada");
  assign(desk, marta, chat.id, "", key()).value();
  BOOST_TEST(round() == 1u);
  BOOST_TEST(agent_of(chat) == "ada");
}

BOOST_AUTO_TEST_CASE(one_file_that_cannot_be_read_holds_up_no_other) {
  agent("marta");
  const Chat sick = asks();
  const Chat chat = asks();
  catch_up();
  std::filesystem::remove(paths.conversation(sick.id));
  std::filesystem::create_directory(paths.conversation(sick.id));
  BOOST_CHECK_THROW(assign_waiting(desk), base::IoError);
  BOOST_TEST(agent_of(chat) == "marta");
}

BOOST_AUTO_TEST_CASE(while_latched_it_says_so_and_goes_on_afterwards) {
  agent("marta");
  const Chat chat = asks();
  catch_up();
  store::latch(paths, "a test");
  BOOST_CHECK_THROW(assign_waiting(desk), base::IoError);
  store::clear_latch(paths);
  BOOST_TEST(assign_waiting(desk) == 1u);
  BOOST_TEST(agent_of(chat) == "marta");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

#define BOOST_TEST_DYN_LINK
#include "desk/out_of_hours.h"

#include <boost/test/unit_test.hpp>

#include "desk_shift.h"

namespace support::desk {
namespace {

constexpr std::size_t kMost = 20;

// It is Sunday, 22 November, when they are closed; on other days they open at
// nine.
struct Closed : test::Shift {
  Answered answered;

  Closed() {
    settings([](store::Settings& now_set) {
      now_set.hours = {"09:00-17:00", "09:00-17:00", "09:00-17:00",
                       "09:00-17:00", "09:00-17:00", "09:00-17:00", ""};
      now_set.out_of_hours = "We are back at nine.";
    });
  }
  void it_is(const char* time) {
    wait(base::from_iso(time).value() - now);
  }
  std::size_t round() {
    catch_up();
    return answer_out_of_hours(desk, answered, kMost);
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_out_of_hours, Closed)

BOOST_AUTO_TEST_CASE(who_writes_while_they_are_closed_gets_one_answer) {
  const Chat chat = asks();
  BOOST_TEST(round() == 1u);
  BOOST_TEST(said_in(chat.id) ==
             "1 open|2 message Hello|3 message We are back at nine.|");
  BOOST_TEST(desk.conversations.find(chat.id, 3)->record.by == "s:hours");
  says(chat, "Are you there?");
  for (int i = 0; i < 3; ++i) BOOST_TEST(round() == 0u);
  BOOST_TEST(records_in(chat) == 4u);
}

BOOST_AUTO_TEST_CASE(the_customer_goes_on_waiting) {
  const Chat chat = asks();
  round();
  const State state = state_of(chat.id);
  BOOST_TEST(state.awaiting);
  BOOST_CHECK(state.status == Status::open);
  BOOST_CHECK(state.waiting_since == now);
}

BOOST_AUTO_TEST_CASE(a_housekeeper_killed_in_between_answers_nothing_twice) {
  const Chat chat = asks();
  BOOST_TEST(round() == 1u);
  answered = {};
  BOOST_TEST(round() == 0u);
  says(chat, "Are you there?");
  answered = {};
  BOOST_TEST(round() == 0u);
  BOOST_TEST(records_in(chat) == 4u);
}

BOOST_AUTO_TEST_CASE(killed_after_the_write_and_before_the_index_too) {
  const Chat chat = asks();
  catch_up();
  answer_out_of_hours(desk, answered, kMost);
  Answered nothing;
  BOOST_TEST(answer_out_of_hours(desk, nothing, kMost) == 0u);
  BOOST_TEST(records_in(chat) == 3u);
}

BOOST_AUTO_TEST_CASE(rounds_at_once_answer_once) {
  const Chat chat = asks();
  catch_up();
  BOOST_TEST(test::in_processes(4, [&](int) {
    return answer_out_of_hours(desk, answered, kMost) == 1;
  }) == 1);
  BOOST_TEST(records_in(chat) == 3u);
}

BOOST_AUTO_TEST_CASE(a_new_run_after_our_answer_gets_one_of_its_own) {
  const Person marta = agent("marta");
  const Chat chat = asks();
  round();
  replies(marta, chat);
  BOOST_TEST(round() == 0u);
  wait(std::chrono::minutes(1));
  says(chat, "And one more thing");
  BOOST_TEST(round() == 1u);
  BOOST_TEST(round() == 0u);
  BOOST_TEST(records_in(chat) == 6u);
}

BOOST_AUTO_TEST_CASE(a_run_that_began_in_business_hours_gets_none) {
  it_is("2026-11-23T16:59:00Z");
  const Chat early = guest_says("Just before five");
  it_is("2026-11-23T17:00:00Z");
  says(early, "Still there?");
  const Chat late = guest_says("Just after five");
  BOOST_TEST(round() == 1u);
  BOOST_TEST(records_in(early) == 3u);
  BOOST_TEST(records_in(late) == 3u);
}

BOOST_AUTO_TEST_CASE(once_they_are_open_nobody_is_told_that_they_are_not) {
  asks();
  it_is("2026-11-23T09:00:00Z");
  BOOST_TEST(round() == 0u);
}

BOOST_AUTO_TEST_CASE(without_a_text_or_without_hours_there_is_no_answer) {
  asks();
  settings([](store::Settings& now_set) { now_set.out_of_hours = ""; });
  BOOST_TEST(round() == 0u);
  settings([](store::Settings& now_set) {
    now_set.out_of_hours = "Closed.";
    now_set.hours.clear();
  });
  BOOST_TEST(round() == 0u);
}

BOOST_AUTO_TEST_CASE(an_agent_who_was_faster_is_answer_enough) {
  const Person marta = agent("marta");
  const Chat replied = asks(), closed = asks();
  catch_up();
  replies(marta, replied);
  set_status(desk, marta, closed.id, Status::closed, key()).value();
  BOOST_TEST(answer_out_of_hours(desk, answered, kMost) == 0u);
  BOOST_TEST(records_in(replied) == 3u);
}

BOOST_AUTO_TEST_CASE(hours_are_the_shops_own_over_a_change_of_the_clock) {
  settings([](store::Settings& now_set) {
    now_set.time_zone = "Europe/Berlin";
  });
  it_is("2026-10-26T07:59:00Z");  // Monday 08:59, winter time since Sunday
  const Chat closed = guest_says("Too early");
  BOOST_TEST(round() == 1u);
  it_is("2027-03-29T07:00:00Z");  // Monday 09:00, summer time since Sunday
  const Chat open = guest_says("In time");
  BOOST_TEST(round() == 0u);
  BOOST_TEST(records_in(closed) == 3u);
  BOOST_TEST(records_in(open) == 2u);
}

BOOST_AUTO_TEST_CASE(many_are_answered_in_rounds_until_none_is_left) {
  for (int i = 0; i < 5; ++i) asks();
  catch_up();
  std::string rounds;
  do {
    rounds += std::to_string(answer_out_of_hours(desk, answered, 2)) + " ";
  } while (answered.has_more);
  BOOST_TEST(rounds == "2 2 1 ");
  BOOST_TEST(answer_out_of_hours(desk, answered, 2) == 0u);
  BOOST_TEST(!answered.has_more);
}

BOOST_AUTO_TEST_CASE(those_that_cannot_be_read_hold_up_no_other) {
  std::vector<Chat> sick;
  for (int i = 0; i < 3; ++i) sick.push_back(asks());
  const Chat chat = asks();
  catch_up();
  for (const Chat& one : sick) {
    std::filesystem::remove(paths.conversation(one.id));
    std::filesystem::create_directory(paths.conversation(one.id));
  }
  BOOST_CHECK_THROW(answer_out_of_hours(desk, answered, 2), base::IoError);
  BOOST_TEST(records_in(chat) == 3u);
}

BOOST_AUTO_TEST_CASE(while_latched_it_says_so_and_answers_afterwards) {
  const Chat chat = asks();
  catch_up();
  store::latch(paths, "a test");
  BOOST_CHECK_THROW(answer_out_of_hours(desk, answered, kMost), base::IoError);
  store::clear_latch(paths);
  BOOST_TEST(answer_out_of_hours(desk, answered, kMost) == 1u);
  BOOST_TEST(records_in(chat) == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

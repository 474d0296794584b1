#define BOOST_TEST_DYN_LINK
#include "desk/retention.h"

#include <boost/test/unit_test.hpp>

#include "desk_shift.h"

namespace support::desk {
namespace {

using std::chrono::hours;

struct Ending : test::Shift {
  Person marta = agent("marta");
  Kept kept;

  Ending() {
    settings([](store::Settings& now_set) {
      now_set.auto_close_hours = 72;
      now_set.retention_days = 30;
    });
  }
  std::size_t close_round() {
    catch_up();
    return close_silent(desk, 100);
  }
  std::size_t retire_round(std::size_t limit = 100) {
    catch_up();
    const std::size_t gone = retire_old(desk, kept, limit);
    catch_up();
    return gone;
  }
  Chat closed_one() {
    const Chat chat = asks();
    set_status(desk, marta, chat.id, Status::closed, key()).value();
    return chat;
  }
  bool is_there(const Chat& chat) {
    return std::filesystem::exists(paths.conversation(chat.id));
  }
  bool is_listed(const Chat& chat) {
    return desk.listing.row(chat.id.text()).has_value();
  }
  void attach_to(const Chat& chat) {
    store::IncomingFile file(paths, "note.txt", "text/plain", 1000);
    file.add("attached").value();
    attach(desk, chat.customer, false, chat.id, file, key()).value();
  }
  std::string audited() {
    return std::filesystem::exists(paths.audit(now)) ? get(paths.audit(now))
                                                     : "";
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_retention, Ending)

BOOST_AUTO_TEST_CASE(what_was_silent_long_enough_is_closed_once) {
  const Chat chat = asks();
  replies(marta, chat);
  wait(hours(72));
  BOOST_TEST(close_round() == 0u);
  wait(base::Millis(1));
  BOOST_TEST(close_round() == 1u);
  BOOST_CHECK(state_of(chat.id).status == Status::closed);
  BOOST_TEST(desk.conversations.find(chat.id, 4)->record.by == "s:silence");
  for (int i = 0; i < 3; ++i) BOOST_TEST(close_round() == 0u);
  BOOST_TEST(records_in(chat) == 4u);
}

BOOST_AUTO_TEST_CASE(who_awaits_us_is_never_closed_by_silence) {
  const Chat chat = asks();
  wait(hours(2000));
  BOOST_TEST(close_round() == 0u);
  BOOST_CHECK(state_of(chat.id).status == Status::open);
}

BOOST_AUTO_TEST_CASE(a_customer_who_was_faster_keeps_it_open) {
  const Chat chat = asks();
  replies(marta, chat);
  wait(hours(73));
  catch_up();
  says(chat, "One more thing");
  BOOST_TEST(close_silent(desk, 100) == 0u);
  BOOST_CHECK(state_of(chat.id).status == Status::open);
}

BOOST_AUTO_TEST_CASE(with_0_nothing_is_closed_and_nothing_taken_away) {
  settings([](store::Settings& now_set) {
    now_set.auto_close_hours = 0;
    now_set.retention_days = 0;
  });
  const Chat silent = asks();
  replies(marta, silent);
  const Chat closed = closed_one();
  wait(base::Days(5000));
  BOOST_TEST(close_round() == 0u);
  BOOST_TEST(retire_round() == 0u);
  BOOST_TEST(is_there(closed));
}

BOOST_AUTO_TEST_CASE(an_old_closed_conversation_goes_with_its_files) {
  const Chat chat = asks();
  attach_to(chat);
  set_status(desk, marta, chat.id, Status::closed, key()).value();
  catch_up();
  BOOST_TEST(is_listed(chat));
  wait(base::Days(30));
  BOOST_TEST(retire_round() == 0u);
  wait(base::Millis(1));
  BOOST_TEST(retire_round() == 1u);
  BOOST_TEST(!is_there(chat));
  BOOST_TEST(!is_listed(chat));
  BOOST_TEST(files_in(paths.files()) == 0u);
  BOOST_TEST(!std::filesystem::exists(paths.conversations() / "2026"));
  BOOST_TEST(!std::filesystem::exists(paths.files() / "2026"));
  const std::string line = audited();
  BOOST_TEST(line.find("conversation_removed") != line.npos);
  BOOST_TEST(line.find(chat.id.text()) != line.npos);
  BOOST_TEST(line.find("s:retention") != line.npos);
  BOOST_TEST(line.find("upload_delete") != line.npos);
  BOOST_TEST(retire_round() == 0u);
}

BOOST_AUTO_TEST_CASE(its_customer_writes_on_in_a_new_one) {
  const Chat chat = closed_one();
  wait(base::Days(31));
  BOOST_TEST(retire_round() == 1u);
  BOOST_CHECK(send(desk, chat.customer, chat.id, "x", key()).error().reason ==
              base::Reason::not_found);
  const auto made = create(desk, with(chat.token), wish("Hello again", key()));
  BOOST_TEST(made.value().id.text() != chat.id.text());
  BOOST_TEST(said_in(made->id) == "1 open|2 message Hello again|");
}

BOOST_AUTO_TEST_CASE(what_is_not_closed_stays_and_so_do_days_with_others) {
  const Chat open = asks(), pending = asks(), closed = closed_one();
  replies(marta, pending);
  wait(base::Days(500));
  BOOST_TEST(retire_round() == 1u);
  BOOST_TEST(is_there(open));
  BOOST_TEST(is_there(pending));
  BOOST_TEST(!is_there(closed));
}

BOOST_AUTO_TEST_CASE(a_customer_who_came_back_in_time_keeps_it) {
  const Chat chat = closed_one();
  wait(base::Days(31));
  catch_up();
  says(chat, "I am back");
  BOOST_TEST(retire_old(desk, kept, 100) == 0u);
  BOOST_TEST(is_there(chat));
}

BOOST_AUTO_TEST_CASE(a_late_note_keeps_it_and_holds_up_no_other) {
  const Chat noted = closed_one(), other = closed_one();
  wait(base::Days(20));
  note(desk, marta, noted.id, "Asked for by letter", key()).value();
  wait(base::Days(11));
  BOOST_TEST(retire_round(1) == 0u);
  BOOST_TEST(retire_round(1) == 1u);
  BOOST_TEST(!is_there(other));
  BOOST_TEST(is_there(noted));
  wait(base::Days(20));
  BOOST_TEST(retire_round(1) == 1u);
  BOOST_TEST(!is_there(noted));
}

BOOST_AUTO_TEST_CASE(one_that_will_not_go_is_told_once_an_hour) {
  const Chat sick = closed_one(), other = closed_one();
  const base::Path in_the_way = paths.files_of(sick.id) / "folder";
  std::filesystem::create_directories(in_the_way);
  wait(base::Days(31));
  BOOST_CHECK_THROW(retire_round(), base::IoError);
  BOOST_TEST(!is_there(other));
  const std::string told = audited();
  BOOST_TEST(retire_round() == 0u);
  BOOST_TEST(audited() == told);
  std::filesystem::remove(in_the_way);
  wait(hours(2));
  BOOST_TEST(retire_round() == 1u);
  BOOST_TEST(!is_there(sick));
}

BOOST_AUTO_TEST_CASE(no_more_go_at_once_than_asked_for) {
  for (int i = 0; i < 5; ++i) closed_one();
  wait(base::Days(31));
  BOOST_TEST(retire_round(2) == 2u);
  BOOST_TEST(retire_round(2) == 2u);
  BOOST_TEST(retire_round(2) == 1u);
}

BOOST_AUTO_TEST_CASE(while_latched_nothing_is_closed_or_taken_away) {
  const Chat silent = asks();
  replies(marta, silent);
  const Chat closed = closed_one();
  wait(base::Days(31));
  catch_up();
  store::latch(paths, "a test");
  BOOST_CHECK_THROW(close_silent(desk, 100), base::IoError);
  BOOST_CHECK_THROW(retire_old(desk, kept, 100), base::IoError);
  BOOST_TEST(is_there(closed));
  store::clear_latch(paths);
  BOOST_TEST(close_silent(desk, 100) == 1u);
  BOOST_TEST(retire_old(desk, kept, 100) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk/conversation.h"
#include "desk_fixture.h"

namespace support::desk {
namespace {

using base::Seconds;
using store::Kind;

// A conversation told line by line, ten seconds apart.
struct Told : test::DeskInFolder {
  State state;
  std::uint64_t n = 0;
  base::Time start = now;

  void line(Kind kind, const std::string& by, base::json::Object more = {}) {
    store::Record record{.n = ++n,
                         .t = start + Seconds(10) * (n - 1),
                         .kind = kind,
                         .kind_name = std::string(store::name_of(kind)),
                         .by = by,
                         .id = "",
                         .more = std::move(more)};
    fold(state, record);
  }
  void open() {
    line(Kind::open, "c:ana",
         {{"name", "Ana"}, {"email", "a@b.c"}, {"page", "/p"},
          {"browser", "Lynx"}});
  }
  void customer() { line(Kind::message, "c:ana", {{"text", "x"}}); }
  void staff() { line(Kind::message, "a:marta", {{"text", "x"}}); }
  void status(const char* to) { line(Kind::status, "a:marta", {{"to", to}}); }
  std::string now_is() const {
    return std::string(name_of(state.status)) +
           (state.awaiting ? ", waiting" : "");
  }
  std::int64_t waiting_since_line() const {
    return (state.waiting_since - start) / Seconds(10) + 1;
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_conversation, Told)

BOOST_AUTO_TEST_CASE(a_status_has_a_name_and_a_name_a_status) {
  for (const Status one : {Status::open, Status::pending, Status::closed})
    BOOST_CHECK(status_named(name_of(one)) == one);
  for (const char* bad : {"", "Open", "resolved"})
    BOOST_TEST(!status_named(bad));
}

BOOST_AUTO_TEST_CASE(the_opening_tells_who_it_is) {
  open();
  BOOST_TEST(state.customer == "ana");
  BOOST_TEST(state.name == "Ana");
  BOOST_TEST(state.email == "a@b.c");
  BOOST_TEST(state.page == "/p");
  BOOST_TEST(state.browser == "Lynx");
  BOOST_TEST(!state.verified);
  BOOST_TEST(now_is() == "open");
  BOOST_TEST(state.said == 0u);
  BOOST_CHECK(state.started == start);
}

BOOST_AUTO_TEST_CASE(a_guest_who_signs_in_changes_who_not_when_and_where) {
  open();
  customer();
  line(Kind::open, "c:signed", {{"name", "Anna"}, {"verified", true}});
  BOOST_TEST(state.customer == "signed");
  BOOST_TEST(state.name == "Anna");
  BOOST_TEST(state.email == "");
  BOOST_TEST(state.verified);
  BOOST_TEST(state.page == "/p");
  BOOST_CHECK(state.started == start);
}

BOOST_AUTO_TEST_CASE(the_status_follows_from_who_spoke_last) {
  open();
  customer();
  BOOST_TEST(now_is() == "open, waiting");
  staff();
  BOOST_TEST(now_is() == "pending");
  customer();
  BOOST_TEST(now_is() == "open, waiting");
  status("closed");
  BOOST_TEST(now_is() == "closed");
  customer();
  BOOST_TEST(now_is() == "open, waiting");
}

BOOST_AUTO_TEST_CASE(a_file_counts_as_a_word) {
  open();
  line(Kind::file, "c:ana");
  BOOST_TEST(now_is() == "open, waiting");
  line(Kind::file, "a:marta");
  BOOST_TEST(now_is() == "pending");
  BOOST_TEST(state.said == 2u);
}

BOOST_AUTO_TEST_CASE(a_status_after_a_reply_wins) {
  open();
  customer();
  staff();
  status("closed");
  BOOST_TEST(now_is() == "closed");
  staff();
  status("open");
  BOOST_TEST(now_is() == "open");
}

BOOST_AUTO_TEST_CASE(an_unknown_status_changes_nothing) {
  open();
  status("closed");
  status("resolved");
  BOOST_TEST(now_is() == "closed");
}

BOOST_AUTO_TEST_CASE(waiting_begins_with_the_first_unanswered_word) {
  open();
  customer();
  customer();
  BOOST_TEST(waiting_since_line() == 2);
  staff();
  customer();
  BOOST_TEST(waiting_since_line() == 5);
}

BOOST_AUTO_TEST_CASE(notes_and_the_system_answer_nobody) {
  open();
  customer();
  line(Kind::note, "a:marta", {{"text", "x"}});
  line(Kind::message, "s:hours", {{"text", "We are closed"}});
  line(Kind::assign, "a:marta", {{"to", "marta"}});
  line(Kind::seen, "a:marta", {{"upto", 2}});
  line(Kind::tag, "a:marta", {{"add", "order"}});
  BOOST_TEST(now_is() == "open, waiting");
  BOOST_TEST(waiting_since_line() == 2);
  BOOST_TEST(state.said == 2u);
}

BOOST_AUTO_TEST_CASE(the_last_assignment_and_the_largest_mark_hold) {
  open();
  line(Kind::assign, "a:marta", {{"to", "marta"}});
  line(Kind::assign, "a:marta", {{"to", "otto"}});
  BOOST_TEST(state.assignee == "otto");
  line(Kind::assign, "a:otto", {{"to", ""}});
  BOOST_TEST(state.assignee == "");
  line(Kind::seen, "c:ana", {{"upto", 4}});
  line(Kind::seen, "c:ana", {{"upto", 2}});
  line(Kind::seen, "a:marta", {{"upto", 3}});
  BOOST_TEST(state.customer_seen == 4u);
  BOOST_TEST(state.staff_seen == 3u);
}

BOOST_AUTO_TEST_CASE(who_answers_has_seen) {
  open();
  customer();
  staff();
  BOOST_TEST(state.staff_seen == 3u);
}

BOOST_AUTO_TEST_CASE(a_tag_stands_once_and_goes) {
  open();
  line(Kind::tag, "a:marta", {{"add", "order"}});
  line(Kind::tag, "a:marta", {{"add", "order"}});
  line(Kind::tag, "a:marta", {{"add", "rental"}});
  BOOST_TEST(state.tags.size() == 2u);
  line(Kind::tag, "a:marta", {{"remove", "order"}});
  BOOST_TEST(state.tags == std::vector<std::string>{"rental"});
}

BOOST_AUTO_TEST_CASE(what_a_later_version_wrote_only_counts) {
  open();
  customer();
  const State before = state;
  line(Kind::other, "x:later", {{"to", "closed"}});
  BOOST_TEST(state.last_n == 3u);
  BOOST_TEST(now_is() == "open, waiting");
  BOOST_CHECK(state.last == before.last);
}

BOOST_AUTO_TEST_CASE(what_was_taken_out_is_remembered) {
  open();
  customer();
  line(Kind::redact, "a:marta", {{"ref", 2}});
  BOOST_TEST(state.removed == std::vector<std::uint64_t>{2});
}

BOOST_AUTO_TEST_CASE(an_opening_by_nobody_does_no_harm) {
  for (const char* by : {"", "c", "a:"}) {
    State fresh;
    store::Record record;
    record.n = 1;
    record.kind = Kind::open;
    record.by = by;
    fold(fresh, record);
    BOOST_TEST(fresh.customer == "");
  }
}

BOOST_AUTO_TEST_CASE(the_last_rating_is_known_and_changes_no_status) {
  open();
  customer();
  status("closed");
  BOOST_TEST(state.rating == 0);
  for (const int value : {2, 5}) {
    line(Kind::rating, "c:ana", {{"value", value}});
    BOOST_TEST(state.rating == value);
    BOOST_CHECK(state.status == Status::closed);
  }
}

BOOST_AUTO_TEST_CASE(a_customer_sees_words_files_who_helps_and_their_rating) {
  const auto sees = [](Kind kind, const std::string& was = "") {
    store::Record record;
    record.kind = kind;
    record.more = {{"was", was}};
    return customer_may_see(record);
  };
  for (const Kind kind : {Kind::message, Kind::file, Kind::status,
                          Kind::assign, Kind::rating, Kind::voided})
    BOOST_TEST(sees(kind));
  BOOST_TEST(sees(Kind::voided, "message"));
  BOOST_TEST(!sees(Kind::voided, "note"));
  for (const Kind kind :
       {Kind::open, Kind::note, Kind::tag, Kind::seen, Kind::redact,
        Kind::erased, Kind::conversation, Kind::other})
    BOOST_TEST(!sees(kind), store::name_of(kind));
}

BOOST_AUTO_TEST_CASE(names_are_shown_and_logins_never) {
  agent("marta");
  BOOST_TEST(shown_name(desk, "a:marta", "Ana") == "Marta");
  BOOST_TEST(shown_name(desk, "a:gone", "Ana") == "");
  BOOST_TEST(shown_name(desk, "a:../../keys", "Ana") == "");
  BOOST_TEST(shown_name(desk, "a:", "Ana") == "");
  BOOST_TEST(shown_name(desk, "c:ana", "Ana") == "Ana");
  BOOST_TEST(shown_name(desk, "s:hours", "Ana") == "BookShop");
  BOOST_TEST(shown_name(desk, "", "Ana") == "BookShop");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

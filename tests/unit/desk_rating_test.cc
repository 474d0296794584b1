#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk/rating.h"
#include "desk_fixture.h"

namespace support::desk {
namespace {

using base::Reason;

struct ClosedConversation : test::DeskInFolder {
  Chat chat = guest_says("Hello");
  Person marta = agent("marta");
  int keys = 0;

  std::string fresh() { return "key-of-" + std::to_string(++keys); }
  void answer() {
    BOOST_REQUIRE(reply(desk, marta, chat.id, "Yes", fresh(), Status::pending));
  }
  void close() {
    BOOST_REQUIRE(set_status(desk, marta, chat.id, Status::closed, fresh()));
  }
  std::expected<store::Appended, base::Refusal> rated(
      std::int64_t value, std::string comment = "", std::string key = "") {
    return rate(desk, chat.customer, chat.id, {value, std::move(comment)},
                key.empty() ? fresh() : key);
  }
  Reason reason(std::int64_t value, std::string comment = "",
                std::string key = "") {
    const auto answer = rated(value, std::move(comment), std::move(key));
    BOOST_REQUIRE(!answer.has_value());
    return answer.error().reason;
  }
  store::Record last() {
    return desk.conversations.last(chat.id, 1)->entries.front().record;
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_rating, ClosedConversation)

BOOST_AUTO_TEST_CASE(what_was_answered_and_closed_can_be_rated) {
  answer();
  close();
  BOOST_REQUIRE(rated(5, " Quick\n"));
  BOOST_CHECK(last().kind == store::Kind::rating);
  BOOST_TEST(last().number("value") == 5);
  BOOST_TEST(last().text() == "Quick");
  BOOST_TEST(last().by == "c:" + chat.customer.customer);
  BOOST_REQUIRE(rated(4));
  BOOST_TEST(last().number("value") == 4);
  BOOST_TEST(last().more.size() == 1u);  // no empty comment
}

BOOST_AUTO_TEST_CASE(a_talk_that_goes_on_cannot_be_rated) {
  BOOST_CHECK(reason(5) == Reason::conflict);
  answer();
  BOOST_CHECK(reason(5) == Reason::conflict);
}

BOOST_AUTO_TEST_CASE(what_nobody_answered_cannot_be_rated) {
  close();
  BOOST_CHECK(reason(1) == Reason::conflict);
  BOOST_REQUIRE(note(desk, marta, chat.id, "Spam?", fresh()));
  BOOST_CHECK(reason(1) == Reason::conflict);
}

BOOST_AUTO_TEST_CASE(each_cycle_wants_an_answer_of_its_own) {
  answer();
  close();
  BOOST_REQUIRE(send(desk, chat.customer, chat.id, "Again", fresh()));
  BOOST_CHECK(reason(5) == Reason::conflict);
  close();
  BOOST_CHECK(reason(5) == Reason::conflict);
}

BOOST_AUTO_TEST_CASE(a_value_is_one_to_five_and_a_comment_is_short) {
  answer();
  close();
  for (const std::int64_t value : {0, 6, -1})
    BOOST_CHECK(reason(value) == Reason::bad_request);
  BOOST_CHECK(reason(3, std::string(1001, 'x')) == Reason::too_long);
  BOOST_CHECK(reason(3, std::string("a\0b", 3)) == Reason::bad_request);
  BOOST_CHECK(reason(3, "", "short") == Reason::bad_request);
  std::string faces;
  for (int i = 0; i < 1000; ++i) faces += "😀";
  BOOST_CHECK(rated(3, faces).has_value());
}

BOOST_AUTO_TEST_CASE(the_same_key_is_one_rating) {
  answer();
  close();
  const auto first = rated(5, "Fine", "one-key-only");
  const auto again = rated(5, "Fine", "one-key-only");
  BOOST_REQUIRE(first.has_value());
  BOOST_REQUIRE(again.has_value());
  BOOST_TEST(again->n == first->n);
  BOOST_TEST(again->repeated);
  BOOST_CHECK(reason(4, "Fine", "one-key-only") == Reason::key_conflict);
  BOOST_CHECK(reason(5, "Other", "one-key-only") == Reason::key_conflict);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

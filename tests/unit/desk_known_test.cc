#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk_fixture.h"

namespace support::desk {
namespace {

// A guest's question, then an answer of each of two agents: numbers 3 and 4.
struct TwoAgents : test::DeskInFolder {
  Chat chat = guest_says("Hello");
  Person marta = agent("marta");
  Person ines = agent("ines");

  auto answer(const Person& who, const std::string& key, std::uint64_t read) {
    Known known;
    known.read = read;
    return reply(desk, who, chat.id, "An answer", key, Status::pending, known);
  }
  bool may(const std::string& login, std::uint64_t read) {
    Known known;
    known.read = read;
    return nothing_answered(desk, chat.id, login, known).has_value();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(desk_known, TwoAgents)

BOOST_AUTO_TEST_CASE(the_second_of_two_answers_to_one_question_is_refused) {
  BOOST_TEST(answer(marta, "key-0003", 2).has_value());
  const auto late = answer(ines, "key-0004", 2);
  BOOST_REQUIRE(!late.has_value());
  BOOST_CHECK(late.error().reason == base::Reason::conflict);
  BOOST_TEST(late.error().detail == "Marta answered while you wrote");
  BOOST_TEST(answer(ines, "key-0004", 3).has_value());
}

BOOST_AUTO_TEST_CASE(own_answers_notes_and_customers_block_no_answer) {
  BOOST_TEST(answer(marta, "key-0003", 2).has_value());
  BOOST_TEST(may("marta", 2));
  BOOST_TEST(note(desk, ines, chat.id, "To know", "key-0004").has_value());
  BOOST_TEST(send(desk, chat.customer, chat.id, "And?", "key-0005").has_value());
  BOOST_TEST(may("marta", 2));
  BOOST_TEST(may("ines", 3));
  BOOST_TEST(!may("ines", 2));
}

BOOST_AUTO_TEST_CASE(an_answer_far_back_is_found) {
  BOOST_TEST(answer(marta, "key-0003", 2).has_value());
  for (int i = 10; i < 130; ++i) {
    BOOST_TEST(send(desk, chat.customer, chat.id, "More",
                    "key-more-" + std::to_string(i)).has_value());
  }
  BOOST_TEST(!may("ines", 2));
  BOOST_TEST(may("ines", 3));
}

BOOST_AUTO_TEST_CASE(who_says_nothing_of_it_answers_as_before) {
  BOOST_TEST(answer(marta, "key-0003", 2).has_value());
  BOOST_TEST(reply(desk, ines, chat.id, "Too", "key-0004", Status::pending)
                 .has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::desk

// Tags, and an assignment with a note; status and plain assignment are in
// desk_message_test.cc.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk_fixture.h"

namespace support::desk {
namespace {

using base::Reason;

struct Changing : test::DeskInFolder {
  Chat chat = guest_says("Hello");
  Person marta = agent("marta");

  template <class T>
  static Reason reason(const std::expected<T, base::Refusal>& answer) {
    BOOST_REQUIRE(!answer.has_value());
    return answer.error().reason;
  }
  std::string tags() {
    std::string all;
    for (const std::string& tag : state_of(chat.id).tags) all += tag + "|";
    return all;
  }
  auto tag(const std::string& name, const std::string& key) {
    return add_tag(desk, marta, chat.id, name, key);
  }
  auto untag(const std::string& name, const std::string& key) {
    return remove_tag(desk, marta, chat.id, name, key);
  }
  auto hand_to(const std::string& login, const std::string& key,
               const std::string& words, const Known& known = {}) {
    return assign(desk, marta, chat.id, login, key, known, words);
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_change, Changing)

BOOST_AUTO_TEST_CASE(a_tag_is_added_once_and_taken_away_once) {
  BOOST_TEST(tag("refund", "key-0003").value().n == 3u);
  BOOST_TEST(tag("refund", "key-0003").value().repeated);
  BOOST_TEST(tag("refund", "key-0004").value().n == 0u);
  BOOST_TEST(tags() == "refund|");
  BOOST_TEST(untag("lost", "key-0005").value().n == 0u);
  BOOST_TEST(untag("refund", "key-0006").value().n == 4u);
  BOOST_TEST(untag("refund", "key-0007").value().n == 0u);
  BOOST_TEST(tags() == "");
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|3 tag|4 tag|");
}

BOOST_AUTO_TEST_CASE(a_tag_is_one_trimmed_line_without_commas) {
  BOOST_TEST(tag(" lost\t parcel\n", "key-0003").has_value());
  std::string long_one;
  for (int i = 0; i < 40; ++i) long_one += "ü";
  BOOST_TEST(tag(long_one, "key-0004").has_value());
  BOOST_TEST(tags() == "lost parcel|" + long_one + "|");
  for (const std::string& bad :
       {std::string(), std::string(" \n"), std::string("a,b"),
        long_one + "x"}) {
    const auto refused = tag(bad, "key-0005");
    BOOST_CHECK(reason(refused) == Reason::bad_request);
    BOOST_TEST(!refused.error().detail.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_conversation_has_at_most_twenty_tags) {
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(tag("tag " + std::to_string(i), "key-tag-" + std::to_string(i))
                   .has_value());
  BOOST_CHECK(reason(tag("one more", "key-0021")) == Reason::bad_request);
  BOOST_TEST(tag("tag 7", "key-0022").value().n == 0u);
  BOOST_TEST(untag("tag 7", "key-0023").has_value());
  BOOST_TEST(tag("one more", "key-0024").has_value());
}

BOOST_AUTO_TEST_CASE(of_many_who_add_a_tag_at_once_one_writes_it) {
  BOOST_TEST(test::in_processes(5, [&](int i) {
    const auto done = test::retry_while_busy(
        [&] { return tag("refund", "key-tag-" + std::to_string(i)); });
    return done.value().n > 0;
  }) == 1);
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|3 tag|");
}

BOOST_AUTO_TEST_CASE(an_assignment_and_its_note_are_one_write) {
  agent("paul");
  const auto before = base::tallies().appends.value();
  const auto done = hand_to("paul", "key-0003", "Second loss.").value();
  BOOST_TEST(done.n == 3u);
  BOOST_TEST(done.last_n == 4u);
  BOOST_TEST(base::tallies().appends.value() == before + 1);
  BOOST_TEST(said_in(chat.id) ==
             "1 open|2 message Hello|3 assign|4 note Second loss.|");
  BOOST_TEST(state_of(chat.id).assignee == "paul");
}

BOOST_AUTO_TEST_CASE(sent_twice_it_stands_there_once) {
  agent("paul");
  const std::string key(40, 'k');
  hand_to("paul", key, "Second loss.").value();
  BOOST_TEST(hand_to("paul", key, "Second loss.").value().repeated);
  BOOST_TEST(said_in(chat.id) ==
             "1 open|2 message Hello|3 assign|4 note Second loss.|");
}

BOOST_AUTO_TEST_CASE(a_note_for_who_has_it_already_is_not_lost) {
  agent("paul");
  hand_to("paul", "key-0003", "").value();
  BOOST_TEST(hand_to("paul", "key-0004", "").value().n == 0u);
  BOOST_TEST(hand_to("paul", "key-0005", "Mind the fee.").value().n == 4u);
  BOOST_TEST(hand_to("paul", "key-0005", "Mind the fee.").value().repeated);
  BOOST_TEST(said_in(chat.id) ==
             "1 open|2 message Hello|3 assign|4 note Mind the fee.|");
}

BOOST_AUTO_TEST_CASE(a_note_that_may_not_be_stored_assigns_nobody) {
  agent("paul");
  BOOST_CHECK(reason(hand_to("paul", "key-0003", std::string(8001, 'x'))) ==
              Reason::too_long);
  const Known taken{.shown = {}, .read = {}, .status = {}, .assignee = "ada"};
  BOOST_CHECK(reason(hand_to("paul", "key-0004", "For you.", taken)) ==
              Reason::conflict);
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|");
}

BOOST_AUTO_TEST_CASE(a_reply_names_the_quick_replies_it_was_made_of) {
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i) {
    store::QuickReply one;
    one.shortcut = "s" + std::to_string(i);
    one.title = "Title";
    one.text = "Text";
    ids.push_back(desk.quick_replies.save(one).value().id);
  }
  const auto quick_of = [&](const std::vector<std::string>& quick,
                            const std::string& key) {
    const auto done = reply(desk, marta, chat.id, "Yes", key, Status::pending,
                            {}, quick);
    return desk.conversations.find(chat.id, done.value().n)
        ->record.field("quick");
  };
  BOOST_TEST(quick_of({}, "key-0003") == "");
  BOOST_TEST(quick_of({ids[0], "made-up", ids[0], ids[1]}, "key-0004") ==
             ids[0] + " " + ids[1]);
  BOOST_TEST(base::split(quick_of(ids, "key-0005"), ' ').size() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

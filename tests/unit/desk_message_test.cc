#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk_fixture.h"

namespace support::desk {
namespace {

using base::Reason;
using store::Kind;

struct Talking : test::DeskInFolder {
  Chat chat = guest_says("Hello");
  Person marta = agent("marta");

  template <class T>
  static Reason reason(const std::expected<T, base::Refusal>& answer) {
    BOOST_REQUIRE(!answer.has_value());
    return answer.error().reason;
  }
  std::expected<store::Appended, base::Refusal> say(std::string text,
                                                    std::string key) {
    return send(desk, chat.customer, chat.id, std::move(text),
                std::move(key));
  }
  std::expected<store::Appended, base::Refusal> attach_text(
      const std::string& bytes, const std::string& key) {
    store::IncomingFile file(paths, "note.txt", "text/plain", 1000);
    BOOST_REQUIRE(file.add(bytes).has_value());
    return attach(desk, chat.customer, false, chat.id, file, key);
  }
  std::expected<store::Appended, base::Refusal> attach_reply(
      const std::string& key, const Known& known) {
    store::IncomingFile file(paths, "note.txt", "text/plain", 1000);
    BOOST_REQUIRE(file.add("Here").has_value());
    return attach(desk, marta, true, chat.id, file, key, known);
  }
  static std::string fresh() { return base::crypto::random_base32(20); }
};

BOOST_FIXTURE_TEST_SUITE(desk_message, Talking)

BOOST_AUTO_TEST_CASE(a_text_says_something_and_is_not_too_long) {
  const auto check = [&](const std::string& text) {
    return checked_text(config.limits, text);
  };
  BOOST_TEST(check(" x\n").value() == " x\n");
  BOOST_TEST(check(std::string(8000, 'x')).has_value());
  const auto refused = check(std::string(8001, 'x'));
  BOOST_CHECK(reason(refused) == Reason::too_long);
  BOOST_TEST(refused.error().limit == 8000);
  std::string faces;
  for (int i = 0; i < 8000; ++i) faces += "😀";
  BOOST_TEST(check(faces).has_value());  // 32,000 bytes
  config.limits.text_bytes = 31'999;
  BOOST_CHECK(reason(check(faces)) == Reason::too_long);
  for (const char* blank : {"", " ", "\n\t\r", "\u00a0\u2003\u3000"})
    BOOST_CHECK(reason(check(blank)) == Reason::empty);
  BOOST_CHECK(reason(check(std::string("a\0b", 3))) == Reason::bad_request);
}

BOOST_AUTO_TEST_CASE(the_longest_text_of_the_worst_letters_fits_a_line) {
  std::string text;
  for (int i = 0; i < 8000; ++i) text += "\u202e";
  const auto said = say(text, "key-long");
  BOOST_REQUIRE(said.has_value());
  BOOST_TEST(
      desk.conversations.find(chat.id, said->n)->record.text() == text);
}

BOOST_AUTO_TEST_CASE(a_message_is_the_customers_and_counted) {
  const auto before = base::tallies().appends.value();
  const auto said = say("Are you there?", "key-0002").value();
  BOOST_TEST(said.n == 3u);
  const auto record = desk.conversations.find(chat.id, 3)->record;
  BOOST_TEST(record.by == "c:" + chat.customer.customer);
  BOOST_TEST(record.id == "key-0002");
  BOOST_TEST(base::tallies().appends.value() == before + 1);
}

BOOST_AUTO_TEST_CASE(a_retry_doubles_nothing_and_other_words_are_a_conflict) {
  say("two", "key-0002");
  const auto appends = base::tallies().appends.value();
  const auto again = say("two", "key-0002").value();
  BOOST_TEST(again.n == 3u);
  BOOST_TEST(again.repeated);
  BOOST_TEST(base::tallies().appends.value() == appends);
  BOOST_CHECK(reason(say("TWO", "key-0002")) == Reason::key_conflict);
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|3 message two|");
}

BOOST_AUTO_TEST_CASE(a_malformed_key_is_refused_and_writes_nothing) {
  for (const std::string& key : {std::string(), std::string("short"),
                                 std::string(41, 'k'),
                                 std::string("key 00001")}) {
    BOOST_CHECK(reason(say("x", key)) == Reason::bad_request);
    BOOST_CHECK(reason(reply(desk, marta, chat.id, "x", key,
                             Status::closed)) == Reason::bad_request);
    BOOST_CHECK(reason(note(desk, marta, chat.id, "x", key)) ==
                Reason::bad_request);
    BOOST_CHECK(reason(set_status(desk, marta, chat.id, Status::closed,
                                  key)) == Reason::bad_request);
    BOOST_CHECK(reason(assign(desk, marta, chat.id, "marta", key)) ==
                Reason::bad_request);
  }
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|");
}

BOOST_AUTO_TEST_CASE(sending_keeps_the_token_alive) {
  wait(base::Days(170));
  say("two", "key-0002");
  wait(base::Days(170));
  BOOST_TEST(with(chat.token).customer == chat.customer.customer);
}

BOOST_AUTO_TEST_CASE(a_reply_makes_it_the_customers_turn) {
  reply(desk, marta, chat.id, "Yes", "key-0003", Status::pending);
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|3 message Yes|");
  BOOST_CHECK(state_of(chat.id).status == Status::pending);
  BOOST_TEST(desk.conversations.find(chat.id, 3)->record.by == "a:marta");
}

BOOST_AUTO_TEST_CASE(a_reply_may_close_in_the_same_breath) {
  for (int i = 0; i < 2; ++i) {  // and again, as a retry
    const auto said =
        reply(desk, marta, chat.id, "Bye", "key-0003", Status::closed);
    BOOST_TEST(said->n == 3u);
    BOOST_TEST(said_in(chat.id) ==
               "1 open|2 message Hello|3 message Bye|4 status|");
    BOOST_CHECK(state_of(chat.id).status == Status::closed);
  }
  say("One more thing", "key-0004");
  BOOST_CHECK(state_of(chat.id).status == Status::open);
}

BOOST_AUTO_TEST_CASE(nobody_closes_over_words_they_did_not_see) {
  const Known old{.shown = 2, .read = {}, .status = {}, .assignee = {}};
  say("One more thing", "key-0002");
  for (int i = 0; i < 60; ++i) note(desk, marta, chat.id, "x", fresh());
  const std::string before = said_in(chat.id);
  BOOST_CHECK(reason(reply(desk, marta, chat.id, "Bye", "key-0003",
                           Status::closed, old)) == Reason::conflict);
  BOOST_CHECK(reason(set_status(desk, marta, chat.id, Status::closed,
                                "key-0004", old)) == Reason::conflict);
  BOOST_CHECK(reason(attach_reply("key-0005", old)) == Reason::conflict);
  BOOST_TEST(said_in(chat.id) == before);
  const Known newer{.shown = 3, .read = {}, .status = {}, .assignee = {}};
  BOOST_TEST(attach_reply("key-0006", newer).has_value());
  BOOST_TEST(reply(desk, marta, chat.id, "Bye", "key-0007", Status::closed,
                   newer)
                 .has_value());
  BOOST_CHECK(state_of(chat.id).status == Status::closed);
}

BOOST_AUTO_TEST_CASE(a_file_of_the_customer_is_not_closed_over_either) {
  attach_text("Look at this", "key-0002");
  const Known old{.shown = 2, .read = {}, .status = {}, .assignee = {}};
  BOOST_CHECK(reason(set_status(desk, marta, chat.id, Status::closed,
                                "key-0003", old)) == Reason::conflict);
}

BOOST_AUTO_TEST_CASE(a_close_that_was_written_is_repeated_whatever_came_since) {
  const Known seen{.shown = 2, .read = {}, .status = {}, .assignee = {}};
  const auto close = [&] {
    return reply(desk, marta, chat.id, "Bye", "key-0003", Status::closed, seen);
  };
  close();
  say("One more thing", "key-0004");
  BOOST_TEST(close().value().repeated);
}

BOOST_AUTO_TEST_CASE(of_many_who_take_a_conversation_one_gets_it) {
  std::vector<Person> agents;
  for (const char* login : {"ada", "bob", "cyd", "dan"})
    agents.push_back(agent(login));
  const int taken = test::in_processes(4, [&](int i) {
    const Person& one = agents[static_cast<std::size_t>(i)];
    const auto done = test::retry_while_busy([&] {
      return assign(desk, one, chat.id, one.login, "key-take-" + one.login,
                    {.shown = {}, .read = {}, .status = {}, .assignee = ""});
    });
    return done || reason(done) != Reason::conflict;
  });
  BOOST_TEST(taken == 1);
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|3 assign|");
}

BOOST_AUTO_TEST_CASE(a_status_is_not_changed_from_another_than_was_known) {
  const Known open{.shown = {}, .read = {}, .status = Status::open, .assignee = {}};
  set_status(desk, marta, chat.id, Status::pending, "key-0003", open);
  const auto late =
      set_status(desk, marta, chat.id, Status::closed, "key-0004", open);
  BOOST_CHECK(reason(late) == Reason::conflict);
  BOOST_TEST(late.error().detail == "the conversation is pending now");
  BOOST_TEST(set_status(desk, marta, chat.id, Status::pending, "key-0005",
                        open)
                 .value()
                 .n == 0u);
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|3 status|");
}

BOOST_AUTO_TEST_CASE(a_note_changes_nothing_for_the_customer) {
  note(desk, marta, chat.id, "Difficult", "key-0003");
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|3 note Difficult|");
  BOOST_CHECK(state_of(chat.id).status == Status::open);
  BOOST_TEST(state_of(chat.id).awaiting);
  BOOST_TEST(state_of(chat.id).said == 1u);
}

BOOST_AUTO_TEST_CASE(a_status_is_set_once_a_key) {
  set_status(desk, marta, chat.id, Status::closed, "key-0003");
  BOOST_TEST(set_status(desk, marta, chat.id, Status::closed, "key-0003")
                 ->repeated);
  BOOST_CHECK(reason(set_status(desk, marta, chat.id, Status::open,
                                "key-0003")) == Reason::key_conflict);
  BOOST_CHECK(state_of(chat.id).status == Status::closed);
}

BOOST_AUTO_TEST_CASE(only_active_agents_are_given_conversations) {
  agent("ada", false, true);
  agent("carl", false);
  agent("otto");
  auto otto = desk.users.find("otto").value();
  otto.active = false;
  desk.users.save(otto);
  for (const char* bad : {"carl", "otto", "nobody", "../marta", "Marta"})
    BOOST_CHECK(reason(assign(desk, marta, chat.id, bad, "key-0003")) ==
                Reason::bad_request);
  BOOST_TEST(assign(desk, marta, chat.id, "ada", "key-0004").has_value());
  BOOST_TEST(state_of(chat.id).assignee == "ada");
  BOOST_TEST(assign(desk, marta, chat.id, "", "key-0005").has_value());
  BOOST_TEST(state_of(chat.id).assignee == "");
}

BOOST_AUTO_TEST_CASE(a_conversation_that_is_not_there_is_not_found) {
  const auto none = store::ConversationId::make(now);
  BOOST_CHECK(reason(send(desk, chat.customer, none, "x", "key-0003")) ==
              Reason::not_found);
  BOOST_CHECK(reason(reply(desk, marta, none, "x", "key-0003",
                           Status::open)) == Reason::not_found);
  BOOST_CHECK(reason(mark_seen(desk, marta, true, none, 1)) ==
              Reason::not_found);
}

BOOST_AUTO_TEST_CASE(a_file_is_kept_under_its_records_number) {
  const auto said = attach_text("attached", "key-0003").value();
  BOOST_TEST(said.n == 3u);
  const auto record = desk.conversations.find(chat.id, 3)->record;
  BOOST_CHECK(record.kind == Kind::file);
  const auto file = store::file_in(record);
  BOOST_TEST(file.name == "note.txt");
  BOOST_TEST(get(paths.file(chat.id, 3, file.sha256)) == "attached");
  BOOST_TEST(files_in(paths.incoming()) == 0u);
}

BOOST_AUTO_TEST_CASE(a_file_sent_again_is_there_once) {
  attach_text("attached", "key-0003");
  BOOST_TEST(attach_text("attached", "key-0003")->repeated);
  BOOST_CHECK(reason(attach_text("other", "key-0003")) ==
              Reason::key_conflict);
  BOOST_TEST(files_in(paths.files()) == 1u);
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|3 file|");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_refused_leaves_nothing) {
  BOOST_CHECK(reason(attach_text("", "key-0003")) == Reason::empty);
  BOOST_CHECK(reason(attach_text("x", "bad")) == Reason::bad_request);
  BOOST_TEST(files_in(paths.files()) == 0u);
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|");
}

BOOST_AUTO_TEST_CASE(staff_attach_in_their_own_name) {
  store::IncomingFile file(paths, "a.txt", "text/plain", 1000);
  BOOST_REQUIRE(file.add("x").has_value());
  attach(desk, marta, true, chat.id, file, "key-0003");
  BOOST_TEST(desk.conversations.find(chat.id, 3)->record.by == "a:marta");
  BOOST_CHECK(state_of(chat.id).status == Status::pending);
}

BOOST_AUTO_TEST_CASE(what_was_seen_is_marked_once_and_never_beyond_the_end) {
  const auto see = [&](std::uint64_t upto) {
    BOOST_TEST(
        mark_seen(desk, chat.customer, false, chat.id, upto).has_value());
  };
  see(0);
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|");
  see(1000);
  BOOST_TEST(state_of(chat.id).customer_seen == 2u);
  see(2);
  see(1);
  see(1000);  // the mark itself is nothing to be marked
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|3 seen|");
  say("more", "key-0004");
  see(4);
  BOOST_TEST(state_of(chat.id).customer_seen == 4u);
  BOOST_TEST(state_of(chat.id).staff_seen == 0u);
}

BOOST_AUTO_TEST_CASE(one_agents_look_counts_for_all_and_not_for_customers) {
  const Person otto = agent("otto");
  mark_seen(desk, marta, true, chat.id, 2);
  mark_seen(desk, otto, true, chat.id, 2);
  BOOST_TEST(said_in(chat.id) == "1 open|2 message Hello|3 seen|");
  BOOST_TEST(state_of(chat.id).staff_seen == 2u);
  BOOST_TEST(state_of(chat.id).customer_seen == 0u);
}

BOOST_AUTO_TEST_CASE(while_latched_nothing_is_said) {
  store::latch(paths, "a test");
  BOOST_CHECK(reason(say("x", "key-0003")) == Reason::storage_latched);
  BOOST_CHECK(reason(mark_seen(desk, marta, true, chat.id, 2)) ==
              Reason::storage_latched);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

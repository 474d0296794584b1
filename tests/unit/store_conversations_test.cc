#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <set>

#include "conversation_in_folder.h"
#include "sick_disk.h"

namespace support::store {
namespace {

using base::Millis;
using base::Reason;

struct Writing : test::ConversationInFolder {
  static Reason reason(const Answer& answer) {
    BOOST_REQUIRE(!answer.has_value());
    return answer.error().reason;
  }
  std::string journal() const { return get(paths.journal(now)); }
};

BOOST_FIXTURE_TEST_SUITE(store_conversations, Writing)

BOOST_AUTO_TEST_CASE(a_conversation_begins_with_its_version_and_its_id) {
  const auto made = start().value();
  BOOST_TEST(made.n == 1u);
  BOOST_TEST(made.last_n == 2u);
  BOOST_TEST(!made.repeated);
  BOOST_TEST(made.before == 0u);
  BOOST_TEST(get(file).starts_with(
      R"({"n":1,"t":"2026-11-22T10:41:07.123Z","k":"open",)"
      R"("by":"c:9f2c0123456789abcdef0123456789ab","id":"key-open","v":1,)"
      R"("conversation":"20261122-K7Q2M8XW4TB3N9RD5VHJ","name":"Ana","c":)"));
  BOOST_TEST(seen() == "1 open|2 message Hello|");
  BOOST_CHECK(made.cursor == conversations.last(id, 1)->cursor);
}

BOOST_AUTO_TEST_CASE(a_new_conversation_is_on_disk_with_its_name) {
  test::Syncs syncs;
  start();
  BOOST_TEST(syncs.has(file));
  BOOST_TEST(syncs.has(file.parent_path()));
}

BOOST_AUTO_TEST_CASE(numbers_and_offsets_follow_each_other) {
  start();
  const auto size = std::filesystem::file_size(file);
  const auto said = say("two", "key-0002").value();
  BOOST_TEST(said.n == 3u);
  BOOST_TEST(said.last_n == 3u);
  BOOST_TEST(said.before == size);
  BOOST_TEST(said.cursor.offset == std::filesystem::file_size(file));
  const auto both = conversations.append(
      id, now, {message("three", "key-0003"), message("four", "key-0004")});
  BOOST_TEST(both->n == 4u);
  BOOST_TEST(both->last_n == 5u);
  BOOST_TEST(seen() == "1 open|2 message Hello|3 message two|"
                       "4 message three|5 message four|");
}

BOOST_AUTO_TEST_CASE(an_unknown_conversation_is_not_found) {
  BOOST_CHECK(reason(say("x", "key-0001")) == Reason::not_found);
  BOOST_TEST(!std::filesystem::exists(file));
}

BOOST_AUTO_TEST_CASE(the_same_key_and_text_gives_the_old_number) {
  start();
  say("two", "key-0002");
  say("three", "key-0003");
  const std::string before = get(file);
  const auto again = say("two", "key-0002").value();
  BOOST_TEST(again.n == 3u);
  BOOST_TEST(again.repeated);
  BOOST_TEST(get(file) == before);
}

BOOST_AUTO_TEST_CASE(a_repeated_answer_too_is_given_only_when_on_disk) {
  start();
  say("two", "key-0002");
  test::Syncs syncs;
  say("two", "key-0002");
  BOOST_TEST(syncs.has(file));
}

BOOST_AUTO_TEST_CASE(a_key_cannot_be_used_for_another_text_or_kind) {
  start();
  say("two", "key-0002");
  BOOST_CHECK(reason(say("TWO", "key-0002")) == Reason::key_conflict);
  BOOST_CHECK(reason(conversations.append(
                  id, now, {{Kind::note, kAna, "key-0002",
                             {{"text", "two"}}}})) == Reason::key_conflict);
  BOOST_TEST(seen() == "1 open|2 message Hello|3 message two|");
}

BOOST_AUTO_TEST_CASE(two_senders_may_draw_the_same_key) {
  start();
  say("two", "key-0002");
  BOOST_TEST(say("three", "key-0002", "a:marta")->n == 4u);
}

BOOST_AUTO_TEST_CASE(a_key_is_still_known_64_kib_later) {
  start();
  say("two", "key-0002");
  say(std::string(60'000, 'x'), "key-0003");
  BOOST_TEST(say("two", "key-0002")->repeated);
}

BOOST_AUTO_TEST_CASE(a_burst_of_long_messages_hides_no_key) {
  start();
  say("two", "key-0002");
  for (int i = 0; i < 198; ++i)
    say(std::string(20'000, 'x'), "key-long-" + std::to_string(i), "a:marta");
  BOOST_TEST(say("two", "key-0002")->n == 3u);
  BOOST_TEST(say("two", "key-0002")->repeated);
}

BOOST_AUTO_TEST_CASE(time_never_runs_backwards) {
  start();
  conversations.append(id, now - Millis(5000), {message("two", "key-0002")});
  conversations.append(id, now + Millis(5000), {message("three", "key-0003")});
  conversations.append(id, now, {message("four", "key-0004")});
  const auto entries = conversations.all(id)->entries;
  BOOST_CHECK(entries[2].record.t == now);
  BOOST_CHECK(entries[3].record.t == now + Millis(5000));
  BOOST_CHECK(entries[4].record.t == now + Millis(5000));
}

BOOST_AUTO_TEST_CASE(the_journal_is_told_of_each_growth_and_nothing_else) {
  start();
  BOOST_TEST(journal() == id.text() + "\n");
  say("two", "key-0002");
  BOOST_TEST(journal() == id.text() + "\n" + id.text() + "\n");
  say("two", "key-0002");
  say("other", "key-0002");
  BOOST_TEST(journal().size() == 60u);
}

BOOST_AUTO_TEST_CASE(a_line_may_have_64_kib_and_no_byte_more) {
  start();
  const auto said = say("x", "key-0002").value();
  // All of the line but the text and the newline.
  const std::size_t frame = said.cursor.offset - said.before - 2;
  const std::size_t most = 64 * 1024 - frame;
  const auto refused = say(std::string(most + 1, 'x'), "key-0004");
  BOOST_CHECK(reason(refused) == Reason::too_long);
  BOOST_TEST(refused.error().limit == 64 * 1024);
  BOOST_TEST(say(std::string(most, 'x'), "key-0004").has_value());
  BOOST_TEST(conversations.last(id, 1)->entries[0].record.text().size() ==
             most);
  BOOST_TEST(say(std::string(most, 'x'), "key-0004")->repeated);
}

BOOST_AUTO_TEST_CASE(a_first_line_over_64_kib_makes_nothing) {
  const auto made = conversations.create(
      id, now, {opening(), message(std::string(70'000, 'x'), "key-0001")});
  BOOST_CHECK(reason(made) == Reason::too_long);
  BOOST_TEST(!std::filesystem::exists(file));
  BOOST_TEST(journal() == "");
}

BOOST_AUTO_TEST_CASE(what_counts_is_the_line_as_written_not_the_text) {
  start();
  BOOST_CHECK(reason(say(std::string(20'000, '\x1b'), "key-0002")) ==
              Reason::too_long);
}

BOOST_AUTO_TEST_CASE(a_full_conversation_takes_no_more_words) {
  start();
  const std::size_t size = std::filesystem::file_size(file);
  Conversations small(paths, {.conversation_bytes = size + 150});
  BOOST_CHECK(small.append(id, now, {message("two", "key-0002")}).has_value());
  const auto refused = small.append(id, now, {message("3", "key-0003")});
  BOOST_CHECK(reason(refused) == Reason::conversation_full);
  BOOST_TEST(refused.error().limit == static_cast<std::int64_t>(size + 150));
  BOOST_TEST(small.append(id, now, {message("two", "key-0002")})->repeated);
}

BOOST_AUTO_TEST_CASE(a_full_conversation_can_still_be_closed_and_erased_from) {
  start();
  Conversations small(paths, {.conversation_bytes = 10});
  for (const Kind kind : {Kind::status, Kind::assign, Kind::seen, Kind::tag,
                          Kind::redact})
    BOOST_TEST(small.append(id, now, {{kind, "a:marta", "", {}}}).has_value());
  for (const Kind kind : {Kind::message, Kind::note, Kind::file})
    BOOST_CHECK(reason(small.append(id, now, {{kind, "a:marta", "", {}}})) ==
                Reason::conversation_full);
}

BOOST_AUTO_TEST_CASE(preparing_happens_before_the_write_and_knows_the_number) {
  start();
  const std::string before = get(file);
  std::uint64_t number = 0;
  const auto prepare =
      [&](std::uint64_t n) -> std::expected<void, base::Refusal> {
    number = n;
    BOOST_TEST(get(file) == before);
    return {};
  };
  conversations.append(id, now, {message("two", "key-0002")}, prepare);
  BOOST_TEST(number == 3u);
  number = 0;
  conversations.append(id, now, {message("two", "key-0002")}, prepare);
  BOOST_TEST(number == 0u);
}

BOOST_AUTO_TEST_CASE(what_preparing_refuses_is_not_written) {
  start();
  const std::string before = get(file);
  const auto prepare =
      [](std::uint64_t) -> std::expected<void, base::Refusal> {
    return std::unexpected(base::Refusal{.reason = Reason::conflict});
  };
  BOOST_CHECK(reason(conversations.append(
                  id, now, {message("two", "key-0002")}, prepare)) ==
              Reason::conflict);
  BOOST_TEST(get(file) == before);
}

// All look for the same state, and only one may find it.
BOOST_AUTO_TEST_CASE(nobody_writes_between_preparing_and_the_write) {
  start();
  BOOST_TEST(test::in_processes(8, [&](int writer) {
    const auto if_last =
        [&](std::uint64_t) -> std::expected<void, base::Refusal> {
      if (conversations.last(id, 1)->entries.back().record.n == 2) return {};
      return std::unexpected(base::Refusal{.reason = Reason::conflict});
    };
    (void)conversations.append(
        id, now, {message("x", "key-000" + std::to_string(writer))}, if_last);
    return true;
  }) == 8);
  BOOST_TEST(conversations.last(id, 1)->entries.back().record.n == 3u);
}

BOOST_AUTO_TEST_CASE(eight_writers_number_800_messages_without_gap) {
  start();
  BOOST_TEST(test::in_processes(8, [&](int writer) {
    for (int i = 0; i < 100; ++i) {
      const std::string key =
          "key-" + std::to_string(writer) + "-" + std::to_string(1000 + i);
      if (!say_at_last(key, key)) return false;
    }
    return true;
  }) == 8);
  const auto entries = conversations.all(id)->entries;
  BOOST_REQUIRE(entries.size() == 802u);
  std::set<std::string> texts;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    BOOST_TEST(entries[i].record.n == i + 1);
    texts.insert(entries[i].record.text());
  }
  BOOST_TEST(texts.size() == 802u);
}

BOOST_AUTO_TEST_CASE(eight_retries_at_once_make_one_record) {
  start();
  BOOST_TEST(test::in_processes(8, [&](int) {
    for (int i = 0; i < 50; ++i) {
      const std::string key = "key-" + std::to_string(1000 + i);
      const auto said = say_at_last(key, key).value();
      if (said.n != static_cast<std::uint64_t>(i + 3)) return false;
    }
    return true;
  }) == 8);
  BOOST_TEST(conversations.all(id)->entries.size() == 52u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "conversation_in_folder.h"
#include "store/redacted.h"

namespace support::store {
namespace {

using Growth = Conversations::Growth;

struct Taken : test::ConversationInFolder {
  std::uint64_t said(const std::string& text) {
    return say(text, "key-" + text).value().n;
  }
  void takes_out(std::uint64_t n) {
    const std::string key = "redact-" + std::to_string(100 + n);
    const auto done = conversations.append(
        id, now, {{Kind::redact, "s:ctl", key, {{"ref", n}}}});
    BOOST_REQUIRE(done);
  }
  Cursor end() const { return conversations.all(id)->cursor; }
};

BOOST_FIXTURE_TEST_SUITE(store_redacted, Taken)

BOOST_AUTO_TEST_CASE(no_reader_gets_what_is_taken_out) {
  start();
  const std::uint64_t secret = said("mauve");
  said("after");
  const Offset there = conversations.find(id, secret)->offset;
  takes_out(secret);
  const std::string rest = "4 message after|5 redact|";
  BOOST_TEST(seen() == "1 open|2 message Hello|3 void|" + rest);
  BOOST_TEST(in_words(conversations.last(id, 3)) == "3 void|" + rest);
  BOOST_TEST(in_words(conversations.since(id, {}, 2).batch) ==
             "1 open|2 message Hello|");
  BOOST_TEST(in_words(conversations.since(id, {}, 200).batch) == seen());
  BOOST_TEST(in_words(conversations.before(id, there + 1, 1)) == "3 void|");
  std::string walked;
  conversations.walk(id, there, [&](Entry&& entry) {
    walked += entry.record.kind_name + entry.record.text() + "|";
    return true;
  });
  BOOST_TEST(walked == "void|messageafter|redact|");
}

BOOST_AUTO_TEST_CASE(a_void_tells_who_when_and_what_it_was_and_no_word) {
  start();
  const std::uint64_t secret = said("mauve");
  const Record before = conversations.find(id, secret)->record;
  takes_out(secret);
  const Record record = conversations.find(id, secret)->record;
  BOOST_CHECK(record.kind == Kind::voided);
  BOOST_TEST(record.by == before.by);
  BOOST_TEST(record.id == before.id);
  BOOST_CHECK(record.t == before.t);
  BOOST_TEST(record.field("was") == "message");
  BOOST_TEST(record.more.size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_has_read_it_is_told_to_read_anew_and_only_once) {
  start();
  const std::uint64_t secret = said("mauve");
  const Cursor after_it = end();
  said("after");
  const Cursor later = end();
  takes_out(secret);
  BOOST_CHECK(conversations.since(id, after_it, 200).growth == Growth::resync);
  BOOST_CHECK(conversations.since(id, later, 1).growth == Growth::resync);
  const Cursor now_at = end();
  said("more");
  const auto news = conversations.since(id, now_at, 200);
  BOOST_CHECK(news.growth == Growth::grown);
  BOOST_TEST(in_words(news.batch) == "6 message more|");
}

BOOST_AUTO_TEST_CASE(who_has_not_read_it_needs_no_new_beginning) {
  const Cursor begun = start().value().cursor;
  takes_out(said("mauve"));
  const auto news = conversations.since(id, begun, 200);
  BOOST_CHECK(news.growth == Growth::grown);
  BOOST_TEST(in_words(news.batch) == "3 void|4 redact|");
}

BOOST_AUTO_TEST_CASE(only_what_was_said_before_can_be_taken_out) {
  start();
  for (const std::uint64_t n : {0u, 1u, 3u, 7u, 99u}) takes_out(n);
  said("later");
  BOOST_TEST(seen() == "1 open|2 message Hello|3 redact|4 redact|5 redact|"
                       "6 redact|7 redact|8 message later|");
}

BOOST_AUTO_TEST_CASE(words_that_look_like_a_redact_record_take_nothing_out) {
  start();
  said("mauve");
  said(R"({"n":9,"t":"2026-11-22T10:41:07.123Z","k":"redact","ref":3})");
  BOOST_TEST(conversations.find(id, 3)->record.text() == "mauve");
}

BOOST_AUTO_TEST_CASE(a_damaged_redact_record_takes_nothing_out) {
  start();
  takes_out(said("mauve"));
  std::string bytes = get(file);
  bytes[bytes.rfind("\"ref\":3") + 6] = '2';
  put(file, bytes);
  BOOST_TEST(seen() == "1 open|2 message Hello|3 message mauve|");
}

BOOST_AUTO_TEST_CASE(it_is_found_across_the_pieces_of_a_long_file) {
  fill(3000, [](std::uint64_t n) { return 150 + n % 90; });
  for (const std::uint64_t n : {2u, 1200u, 2999u}) takes_out(n);
  std::string voids;
  conversations.walk(id, 0, [&](Entry&& entry) {
    if (entry.record.kind == Kind::voided)
      voids += std::to_string(entry.record.n) + " ";
    return true;
  });
  BOOST_TEST(voids == "2 1200 2999 ");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

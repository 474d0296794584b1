#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "conversation_in_folder.h"

namespace support::store {
namespace {

using Growth = Conversations::Growth;

BOOST_FIXTURE_TEST_SUITE(store_conversations_read, test::ConversationInFolder)

BOOST_AUTO_TEST_CASE(a_cursor_reads_as_it_is_written) {
  BOOST_TEST((Cursor{270, 0x0b0e64c2}.text()) == "270.0b0e64c2");
  BOOST_CHECK((Cursor::parse("270.0b0e64c2") == Cursor{270, 0x0b0e64c2}));
  BOOST_CHECK((Cursor::parse("0.00000000") == Cursor{}));
  for (const char* bad :
       {"", ".", "270", "270.", ".0b0e64c2", "270.0b0e64c", "270.0b0e64c22",
        "270.0b0e64cg", "-1.0b0e64c2", "+1.0b0e64c2", " 1.0b0e64c2",
        "1e3.0b0e64c2", "270.-b0e64c2", "270.0x0e64c2", "270.0b0e64c2 ",
        "270.0b0e.4c2", "99999999999999999999.0b0e64c2"})
    BOOST_TEST(!Cursor::parse(bad), bad);
}

BOOST_AUTO_TEST_CASE(without_growth_there_is_nothing_new) {
  const auto made = start().value();
  const auto news = conversations.since(id, made.cursor, 200);
  BOOST_CHECK(news.growth == Growth::none);
  BOOST_CHECK(news.batch.cursor == made.cursor);
  BOOST_TEST(news.batch.entries.empty());
}

BOOST_AUTO_TEST_CASE(a_missing_conversation_is_missing_to_every_reader) {
  BOOST_CHECK(conversations.since(id, {}, 200).growth == Growth::missing);
  BOOST_TEST(!conversations.last(id, 50));
  BOOST_TEST(!conversations.before(id, 100, 50));
  BOOST_TEST(!conversations.all(id));
  BOOST_TEST(!conversations.find(id, 1));
  BOOST_TEST(conversations.head(id).empty());
  BOOST_CHECK(conversations.walk(id, 0, [](Entry&&) { return true; }) ==
              Cursor{});
}

BOOST_AUTO_TEST_CASE(what_is_new_comes_once_with_a_new_cursor) {
  const auto made = start().value();
  say("two", "key-0002");
  say("three", "key-0003");
  const auto news = conversations.since(id, made.cursor, 200);
  BOOST_CHECK(news.growth == Growth::grown);
  BOOST_TEST(in_words(news.batch) == "3 message two|4 message three|");
  BOOST_TEST(!news.batch.more);
  BOOST_CHECK(conversations.since(id, news.batch.cursor, 200).growth ==
              Growth::none);
}

BOOST_AUTO_TEST_CASE(the_empty_cursor_reads_from_the_beginning) {
  start();
  BOOST_TEST(in_words(conversations.since(id, {}, 200).batch) ==
             "1 open|2 message Hello|");
  BOOST_CHECK(conversations.since(id, {0, 5}, 200).growth == Growth::resync);
}

BOOST_AUTO_TEST_CASE(more_than_200_come_in_turns) {
  fill(450, [](std::uint64_t) { return 200; });
  auto news = conversations.since(id, {}, 200);
  BOOST_TEST(news.batch.entries.size() == 200u);
  BOOST_TEST(news.batch.more);
  news = conversations.since(id, news.batch.cursor, 200);
  BOOST_TEST(news.batch.entries.front().record.n == 201u);
  BOOST_TEST(news.batch.more);
  news = conversations.since(id, news.batch.cursor, 200);
  BOOST_TEST(news.batch.entries.size() == 50u);
  BOOST_TEST(!news.batch.more);
}

BOOST_AUTO_TEST_CASE(exactly_200_are_all) {
  fill(200, [](std::uint64_t) { return 200; });
  BOOST_TEST(!conversations.since(id, {}, 200).batch.more);
}

BOOST_AUTO_TEST_CASE(a_cursor_that_fits_no_record_asks_for_a_new_start) {
  const auto made = start().value();
  const auto said = say("two", "key-0002").value();
  const auto size = std::filesystem::file_size(file);
  for (std::uint64_t offset = 1; offset < size + 40; ++offset) {
    if (offset == size) continue;
    const auto growth =
        conversations.since(id, {offset, made.cursor.crc}, 200).growth;
    BOOST_CHECK(growth == (offset == made.cursor.offset ? Growth::grown
                                                        : Growth::resync));
  }
  BOOST_CHECK(conversations.since(id, {made.cursor.offset, 1}, 200).growth ==
              Growth::resync);
  // An earlier copy was restored, and is shorter than the reader remembers.
  std::filesystem::resize_file(file, made.cursor.offset);
  BOOST_CHECK(conversations.since(id, said.cursor, 200).growth ==
              Growth::resync);
}

BOOST_AUTO_TEST_CASE(a_line_in_the_making_waits) {
  const auto made = start().value();
  const std::string whole = get(file), next = line(3, 180);
  for (std::size_t length = 1; length < next.size(); ++length) {
    put(file, whole + next.substr(0, length));
    const auto news = conversations.since(id, made.cursor, 200);
    BOOST_CHECK(news.growth == Growth::grown);
    BOOST_TEST(news.batch.entries.empty());
    BOOST_CHECK(news.batch.cursor == made.cursor);
    BOOST_TEST(!news.batch.more);
    BOOST_TEST(seen() == "1 open|2 message Hello|");
    BOOST_CHECK(conversations.last(id, 50)->cursor == made.cursor);
  }
  put(file, whole + next);
  BOOST_TEST(numbers(conversations.since(id, made.cursor, 200).batch) == "3 ");
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_hides_its_own_line_only) {
  fill(5, [](std::uint64_t) { return 150; });
  const std::string whole = get(file);
  for (std::size_t at = 300; at < 449; ++at) {  // line 3 without its newline
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    put(file, bytes);
    const auto batch = conversations.all(id).value();
    BOOST_TEST(numbers(batch) == "1 2 4 5 ");
    BOOST_TEST(batch.damaged == (bytes[at] == '\n' ? 2u : 1u));
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_end_is_passed_over_once_a_line_follows) {
  fill(3, [](std::uint64_t) { return 150; });
  std::string bytes = get(file);
  bytes[310] ^= 4;
  put(file, bytes);
  auto batch = conversations.all(id).value();
  BOOST_TEST(numbers(batch) == "1 2 ");
  BOOST_TEST(batch.damaged == 0u);
  const auto said = say("three", "key-0003").value();
  BOOST_TEST(said.before == 450u);
  const auto news = conversations.since(id, batch.cursor, 200);
  BOOST_CHECK(news.growth == Growth::grown);
  BOOST_TEST(in_words(news.batch) == "3 message three|");
  BOOST_TEST(news.batch.damaged == 1u);
}

BOOST_AUTO_TEST_CASE(a_tail_of_nul_bytes_hides_nothing) {
  fill(2, [](std::uint64_t) { return 150; });
  put(file, get(file) + std::string(5000, '\0'));
  BOOST_TEST(numbers(conversations.all(id).value()) == "1 2 ");
  BOOST_TEST(say("three", "key-0003")->n == 3u);
  BOOST_TEST(get(file).find('\0') == std::string::npos);
  BOOST_TEST(numbers(conversations.all(id).value()) == "1 2 3 ");
}

BOOST_AUTO_TEST_CASE(a_deleted_line_leaves_the_others) {
  put(file, line(1, 150) + line(2, 150) + line(4, 150));
  BOOST_TEST(numbers(conversations.all(id).value()) == "1 2 4 ");
  BOOST_TEST(say("five", "key-0005")->n == 5u);
}

BOOST_AUTO_TEST_CASE(what_an_editor_did_to_the_ends_of_lines_hides_nothing) {
  put(file, "\xef\xbb\xbf" + line(1, 150) + line(2, 150));
  BOOST_TEST(numbers(conversations.all(id).value()) == "1 2 ");
  const auto crlf = [&](std::uint64_t n) {
    std::string changed = line(n, 150);
    return changed.insert(changed.size() - 1, "\r");
  };
  put(file, crlf(1) + crlf(2) + crlf(3));
  const auto three = conversations.all(id).value();
  BOOST_TEST(numbers(three) == "1 2 3 ");
  put(file, crlf(1) + crlf(2) + crlf(3) + line(4, 150));
  const auto news = conversations.since(id, three.cursor, 10);
  BOOST_TEST(numbers(news.batch) == "4 ");
  const auto first = conversations.since(id, {}, 1);
  BOOST_CHECK(conversations.since(id, first.batch.cursor, 1).growth ==
              Conversations::Growth::grown);
  put(file, line(1, 150) + "\n\n" + line(2, 150));
  const auto batch = conversations.all(id).value();
  BOOST_TEST(numbers(batch) == "1 2 ");
  BOOST_TEST(batch.damaged == 0u);
}

BOOST_AUTO_TEST_CASE(the_head_begins_with_the_open_record_or_is_empty) {
  start();
  auto head = conversations.head(id);
  BOOST_REQUIRE(head.size() == 2u);
  BOOST_CHECK(head[0].kind == Kind::open);
  put(file, line(1, 150));
  BOOST_TEST(conversations.head(id).empty());
  put(file, "");
  BOOST_TEST(conversations.head(id).empty());
}

BOOST_AUTO_TEST_CASE(an_unfinished_first_line_is_no_head) {
  start();
  const std::string whole = get(file);
  const std::size_t first = whole.find('\n');
  for (std::size_t length = 0; length <= first; ++length) {
    put(file, whole.substr(0, length));
    BOOST_TEST(conversations.head(id).empty(), "length " << length);
  }
  put(file, whole.substr(0, first + 1));
  BOOST_TEST(conversations.head(id).size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_longest_first_line_is_a_head) {
  auto open = opening();
  open.more.push_back({"page", ""});
  conversations.create(id, now, {open});
  open.more.back().value =
      std::string(64 * 1024 + 1 - std::filesystem::file_size(file), 'p');
  const auto longest = ConversationId::make(now);
  BOOST_REQUIRE(conversations.create(longest, now, {open}).has_value());
  BOOST_TEST(std::filesystem::file_size(paths.conversation(longest)) ==
             64u * 1024 + 1);
  BOOST_TEST(conversations.head(longest).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_record_is_found_by_its_number) {
  fill(30, [](std::uint64_t) { return 150; });
  const auto found = conversations.find(id, 7).value();
  BOOST_TEST(found.record.n == 7u);
  BOOST_TEST(found.offset == 900u);
  BOOST_TEST(!conversations.find(id, 31));
  BOOST_TEST(!conversations.find(id, 0));
}

BOOST_AUTO_TEST_CASE(a_walk_goes_on_from_where_it_ended) {
  fill(5000, [](std::uint64_t) { return 150; });
  std::uint64_t last = 0;
  const auto walked = conversations.walk(id, 0, [&](Entry&& entry) {
    last = entry.record.n;
    return last < 3000;
  });
  BOOST_TEST(walked.offset == 3000u * 150);
  const auto end = conversations.walk(id, walked.offset, [&](Entry&& entry) {
    return ++last == entry.record.n;
  });
  BOOST_TEST(last == 5000u);
  BOOST_TEST(end.offset == 5000u * 150);
}

BOOST_AUTO_TEST_CASE(the_list_has_every_conversation_oldest_day_first) {
  BOOST_TEST(conversations.list().empty());
  std::vector<ConversationId> made;
  for (int day = 0; day < 5; ++day) {
    made.push_back(ConversationId::make(now + base::Days(9 * day)));
    conversations.create(made.back(), now, {opening()});
  }
  put(paths.conversations() / "README", "x");
  put(paths.conversations() / "2026" / "11" / "22" / "copy.jsonl", "x");
  BOOST_CHECK(conversations.list() == made);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

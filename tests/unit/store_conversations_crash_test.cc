// Writers cut off: every point of a write as a file that ends there, and real
// processes killed at any moment.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <signal.h>

#include <map>

#include "conversation_in_folder.h"
#include "sick_disk.h"

namespace support::store {
namespace {

struct Cutting : test::ConversationInFolder {
  // Each text, as often as a reader sees it.
  std::map<std::string, int> texts(const ConversationId& of) const {
    std::map<std::string, int> found;
    if (const auto batch = conversations.all(of))
      for (const Entry& entry : batch->entries) ++found[entry.record.text()];
    return found;
  }
  // Numbers strictly grow; a line without its newline is nobody's.
  void check_order() const {
    const auto batch = conversations.all(id).value();
    std::uint64_t n = 0;
    for (const Entry& entry : batch.entries) {
      BOOST_REQUIRE(entry.record.n == n + 1);
      n = entry.record.n;
    }
    BOOST_TEST(get(file).ends_with('\n'));
  }
};

// Runs `work` in a process that is killed after `micros`.  It tells what it
// has finished through `done`, whose numbers come back.
template <class Work>
int killed_after(useconds_t micros, Work work) {
  int ends[2];
  if (::pipe(ends) != 0) return 0;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto done = [&] { return ::write(ends[1], "x", 1) == 1; };
    work(done);
    ::_exit(0);
  }
  ::close(ends[1]);
  ::usleep(micros);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  int finished = 0;
  for (char byte; ::read(ends[0], &byte, 1) == 1;) ++finished;
  ::close(ends[0]);
  return finished;
}

BOOST_FIXTURE_TEST_SUITE(store_conversations_crash, Cutting)

BOOST_AUTO_TEST_CASE(a_create_cut_at_any_byte_is_completed_by_its_retry) {
  const auto create = [&] {
    return conversations.create(
        id, now, {opening(), message("Hello", "key-hello")});
  };
  create();
  const std::string whole = get(file);
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    BOOST_TEST_CONTEXT("cut at " << length) {
      put(file, whole.substr(0, length));
      const auto again = create().value();
      BOOST_TEST(again.n == 1u);
      BOOST_TEST(again.last_n == 2u);
      BOOST_TEST(seen() == "1 open|2 message Hello|");
      const std::string after = get(file);
      BOOST_TEST(create()->repeated);
      BOOST_TEST(get(file) == after);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_create_is_completed_even_when_others_wrote_meanwhile) {
  start();
  const std::string whole = get(file);
  put(file, whole.substr(0, whole.size() - 30));
  say("We are closed", "key-away", "s:hours");
  const auto again = start().value();
  BOOST_TEST(again.n == 1u);
  BOOST_TEST(again.last_n == 3u);
  BOOST_TEST(seen() == "1 open|2 message We are closed|3 message Hello|");
  BOOST_TEST(start()->last_n == 3u);
}

BOOST_AUTO_TEST_CASE(a_create_found_there_is_answered_only_when_on_disk) {
  start();
  test::Syncs syncs;
  BOOST_TEST(start()->repeated);
  BOOST_TEST(syncs.has(file));
  BOOST_TEST(syncs.has(file.parent_path()));
}

BOOST_AUTO_TEST_CASE(a_create_completed_is_on_disk_with_its_name) {
  put(file, "");
  test::Syncs syncs;
  BOOST_TEST(start()->last_n == 2u);
  BOOST_TEST(syncs.has(file));
  BOOST_TEST(syncs.has(file.parent_path()));
}

BOOST_AUTO_TEST_CASE(a_create_with_another_text_is_a_conflict) {
  start();
  const auto other = conversations.create(
      id, now, {opening(), message("Good-bye", "key-hello")});
  BOOST_REQUIRE(!other.has_value());
  BOOST_CHECK(other.error().reason == base::Reason::key_conflict);
}

BOOST_AUTO_TEST_CASE(a_message_cut_at_any_byte_is_there_once_after_its_retry) {
  start();
  const std::string before = get(file);
  say("two", "key-0002");
  const std::string whole = get(file);
  for (std::size_t length = before.size(); length <= whole.size(); ++length) {
    BOOST_TEST_CONTEXT("cut at " << length) {
      put(file, whole.substr(0, length));
      BOOST_TEST(say("two", "key-0002")->n == 3u);
      BOOST_TEST(seen() == "1 open|2 message Hello|3 message two|");
      say("three", "key-0003");
      check_order();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_message_cut_at_any_byte_harms_no_other_one) {
  start();
  const std::string before = get(file);
  say("two", "key-0002");
  const std::string whole = get(file);
  for (std::size_t length = before.size(); length < whole.size(); ++length) {
    BOOST_TEST_CONTEXT("cut at " << length) {
      put(file, whole.substr(0, length));
      say("three", "key-0003");
      const auto found = texts(id);
      BOOST_TEST(found.at("three") == 1);
      // All of it but the newline was there: it may come true.
      BOOST_TEST(found.contains("two") == (length + 1 == whole.size()));
      BOOST_TEST(get(file).starts_with(whole.substr(0, length)));
      check_order();
      BOOST_TEST(say("two", "key-0002").has_value());
      BOOST_TEST(texts(id).at("two") == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_second_of_two_lines_cut_off_comes_with_the_retry) {
  start();
  const auto reply = [&] {
    return conversations.append(
        id, now,
        {message("two", "key-0002"),
         {Kind::status, kAna, "key-0002-s", {{"to", "closed"}}}});
  };
  const std::string before = get(file);
  reply();
  const std::string whole = get(file);
  for (std::size_t length = before.size(); length <= whole.size(); ++length) {
    BOOST_TEST_CONTEXT("cut at " << length) {
      put(file, whole.substr(0, length));
      const auto again = reply().value();
      BOOST_TEST(again.n == 3u);
      BOOST_TEST(again.last_n == 4u);
      BOOST_TEST(seen() ==
                 "1 open|2 message Hello|3 message two|4 status|");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_tail_cut_inside_a_letter_is_text_again) {
  start();
  const std::string before = get(file);
  say("äöü€😀", "key-0002");
  const std::string whole = get(file);
  for (std::size_t length = before.size(); length < whole.size(); ++length) {
    put(file, whole.substr(0, length));
    say("three", "key-0003");
    BOOST_TEST(base::is_utf8(get(file)), "cut at " << length);
  }
}

BOOST_AUTO_TEST_CASE(nul_bytes_in_a_whole_line_become_text) {
  start();
  const std::string good = get(file);
  const std::string rest = "\"}#\n";
  put(file, good + std::string(300, '\0') + rest + std::string(2, '\0') + rest);
  BOOST_TEST(say("two", "key-0002")->n == 3u);
  const std::string now_there = get(file);
  BOOST_TEST(now_there.starts_with(good + std::string(300, '?') + rest + "??" +
                                   rest + "{\"n\":3,"));
  BOOST_TEST(seen() == "1 open|2 message Hello|3 message two|");
}

BOOST_AUTO_TEST_CASE(appends_killed_60_times_are_there_once_if_acknowledged) {
  start();
  conversations = Conversations(paths, {.conversation_bytes = 1 << 28});
  const auto text = [](int i) {
    return std::to_string(i) + std::string(20'000, 'x');
  };
  const auto append = [&](int i) {
    return say(text(i), "key-" + std::to_string(100'000 + i)).has_value();
  };
  int next = 0;
  for (unsigned kill = 0; kill < 60; ++kill)
    next += killed_after(500 + kill * 613 % 9000, [&](const auto& done) {
      for (int i = next; append(i); ++i) done();
    });
  BOOST_TEST(append(next));
  BOOST_TEST_MESSAGE(next << " appends");
  BOOST_TEST(next > 0);
  check_order();
  const auto found = texts(id);
  BOOST_TEST(found.size() == static_cast<std::size_t>(next) + 3);
  for (int i = 0; i <= next; ++i) BOOST_TEST(found.at(text(i)) == 1);
}

BOOST_AUTO_TEST_CASE(creates_killed_60_times_are_there_once_each) {
  std::vector<ConversationId> ids;
  for (int i = 0; i < 20'000; ++i) ids.push_back(ConversationId::make(now));
  const std::string text(30'000, 'x');
  const auto create = [&](int i) {
    return conversations
        .create(ids[static_cast<std::size_t>(i)], now,
                {opening(), message(text, "key-hello")})
        .has_value();
  };
  int next = 0;
  for (unsigned kill = 0; kill < 60; ++kill)
    next += killed_after(500 + kill * 613 % 9000, [&](const auto& done) {
      for (int i = next; create(i); ++i) done();
    });
  BOOST_TEST(create(next));
  BOOST_TEST(next > 0);
  for (int i = 0; i <= next; ++i) {
    const auto found = texts(ids[static_cast<std::size_t>(i)]);
    BOOST_TEST(found.size() == 2u);
    BOOST_TEST(found.at(text) == 1);
    BOOST_TEST(found.at("") == 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <set>

#include "store/journal.h"
#include "store_data.h"

namespace support::store {
namespace {

using base::Days;
using base::Millis;

struct JournalInFolder : test::Data {
  Journal journal{paths};
  base::Time evening = base::from_iso("2026-11-22T23:59:59.900Z").value();
  base::Time morning = base::from_iso("2026-11-23T00:00:00.100Z").value();

  ConversationId told(base::Time when) {
    const ConversationId id = ConversationId::make(when);
    journal.tell(when, id);
    return id;
  }
  base::Path file(std::string_view day) {
    return paths.journals() / (std::string(day) + ".log");
  }
  void add(std::string_view day, std::string_view bytes) {
    put(file(day), get(file(day)) + std::string(bytes));
  }
  static bool names(const Journal::News& news, const ConversationId& id) {
    return std::ranges::count(news.grown, id) == 1;
  }
};

BOOST_FIXTURE_TEST_SUITE(store_journal, JournalInFolder)

BOOST_AUTO_TEST_CASE(an_empty_journal_has_no_news) {
  const auto news = journal.since({});
  BOOST_TEST(news.grown.empty());
  BOOST_TEST(!news.missed);
  BOOST_CHECK(news.position == Journal::Position{});
  BOOST_CHECK(journal.end() == Journal::Position{});
}

BOOST_AUTO_TEST_CASE(what_was_told_is_read_once_and_in_order) {
  const auto one = told(now), two = told(now);
  journal.tell(now, one);
  const auto news = journal.since({});
  BOOST_CHECK((news.grown == std::vector{one, two}));
  BOOST_TEST(journal.since(news.position).grown.empty());
  const auto three = told(now);
  BOOST_CHECK(journal.since(news.position).grown == std::vector{three});
}

BOOST_AUTO_TEST_CASE(a_line_is_an_id_and_nothing_else) {
  const auto id = told(now);
  BOOST_TEST(get(file("20261122")) == id.text() + "\n");
}

BOOST_AUTO_TEST_CASE(reading_goes_on_over_midnight) {
  const auto old_day = told(evening);
  auto news = journal.since({});
  const auto new_day = told(morning);
  news = journal.since(news.position);
  BOOST_TEST(names(news, new_day));
  BOOST_TEST(news.position.day == "20261123");
  BOOST_TEST(!news.missed);
  BOOST_TEST(journal.since(news.position).grown.empty());
}

// A writer looks at the clock before it waits for a lock; its line then comes
// to the old day's file, which the reader has left.
BOOST_AUTO_TEST_CASE(a_late_line_of_the_old_day_is_not_lost) {
  told(evening - std::chrono::hours(1));
  std::filesystem::last_write_time(
      file("20261122"),
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  told(morning);
  const auto news = journal.since({});
  const auto late = told(evening);
  BOOST_TEST(names(journal.since(news.position), late));
}

BOOST_AUTO_TEST_CASE(a_quiet_new_day_is_not_read_again_and_again) {
  told(evening);
  told(morning);
  const auto news = journal.since(journal.since({}).position);
  BOOST_TEST(news.grown.empty());
}

BOOST_AUTO_TEST_CASE(days_without_a_line_are_no_gap) {
  told(now);
  const auto position = journal.since({}).position;
  const auto later = told(now + Days(5));
  const auto news = journal.since(position);
  BOOST_TEST(names(news, later));
  BOOST_TEST(!news.missed);
}

BOOST_AUTO_TEST_CASE(an_unfinished_line_waits_for_its_end) {
  const auto id = ConversationId::make(now);
  put(file("20261122"), id.text().substr(0, 12));
  const auto news = journal.since({});
  BOOST_TEST(news.grown.empty());
  add("20261122", id.text().substr(12) + "\n");
  BOOST_TEST(names(journal.since(news.position), id));
}

BOOST_AUTO_TEST_CASE(a_line_cut_short_does_not_swallow_the_next_one) {
  for (std::size_t length = 1; length <= 29; ++length) {
    const auto cut = ConversationId::make(now);
    put(file("20261122"), cut.text().substr(0, length));
    const auto id = told(now);
    BOOST_TEST(names(journal.since({}), id), "cut at " << length);
  }
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_and_swallows_no_later_line) {
  told(now);
  struct rlimit before {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small {40, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  BOOST_CHECK_EXCEPTION(told(now), base::IoError,
                        [](const auto& error) { return error.is_full(); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  BOOST_TEST(names(journal.since({}), told(now)));
}

BOOST_AUTO_TEST_CASE(lines_that_are_no_id_are_passed_over) {
  const auto one = told(now);
  add("20261122", "\n../../etc/passwd\n" + std::string(100, '\0') + "\n");
  const auto two = told(now);
  BOOST_CHECK((journal.since({}).grown == std::vector{one, two}));
}

BOOST_AUTO_TEST_CASE(a_sysadmins_copy_in_the_folder_is_no_day) {
  for (const char* name : {"copy-old", "2026112~", "zzzzzzzz", "99999999x"})
    put(file(name), ConversationId::make(now).text() + "\n");
  BOOST_CHECK(journal.end() == Journal::Position{});
  const auto one = told(now);
  const auto news = journal.since({});
  BOOST_CHECK(news.grown == std::vector{one});
  BOOST_TEST(news.position.day == "20261122");
  journal.tidy(now + Days(100));
  BOOST_TEST(std::filesystem::exists(file("copy-old")));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_gone_or_shorter_asks_for_a_sweep) {
  told(now);
  told(now);
  const auto position = journal.since({}).position;
  put(file("20261122"), "");
  BOOST_TEST(journal.since(position).missed);
  std::filesystem::remove(file("20261122"));
  BOOST_TEST(journal.since(position).missed);
  const auto later = told(now + Days(1));
  const auto news = journal.since(position);
  BOOST_TEST(news.missed);
  BOOST_TEST(names(news, later));
}

BOOST_AUTO_TEST_CASE(the_end_is_after_all_that_was_told) {
  told(evening);
  told(morning);
  const auto end = journal.end();
  BOOST_TEST(end.day == "20261123");
  BOOST_TEST(journal.since(end).grown.empty());
  const auto id = told(morning);
  BOOST_CHECK(journal.since(end).grown == std::vector{id});
}

BOOST_AUTO_TEST_CASE(the_end_is_never_inside_a_line) {
  told(now);
  const auto id = ConversationId::make(now);
  add("20261122", id.text().substr(0, 17));
  const auto end = journal.end();
  add("20261122", id.text().substr(17) + "\n");
  BOOST_TEST(names(journal.since(end), id));
}

BOOST_AUTO_TEST_CASE(files_are_kept_for_14_days) {
  told(now);
  told(now + Days(1));
  journal.tidy(now + Days(14));
  BOOST_TEST(std::filesystem::exists(file("20261122")));
  journal.tidy(now + Days(15));
  BOOST_TEST(!std::filesystem::exists(file("20261122")));
  BOOST_TEST(std::filesystem::exists(file("20261123")));
}

BOOST_AUTO_TEST_CASE(a_long_journal_is_read_in_pieces_and_whole) {
  std::set<std::string> told_of;
  std::string lines;
  for (int i = 0; i < 150'000; ++i) {  // 4.5 MB
    const std::string digits = std::to_string(i);
    const std::string id =
        "20261122-" + std::string(20 - digits.size(), '0') + digits;
    told_of.insert(id);
    lines += id + "\n";
  }
  put(file("20261122"), lines);
  const auto last = told(now + Days(1));
  Journal::Position position;
  std::set<std::string> heard_of;
  for (int i = 0; i < 10 && position.day != "20261123"; ++i) {
    const auto news = journal.since(position);
    for (const auto& id : news.grown) heard_of.insert(id.text());
    position = news.position;
  }
  told_of.insert(last.text());
  BOOST_TEST((heard_of == told_of));
}

BOOST_AUTO_TEST_CASE(eight_processes_tell_in_whole_lines) {
  BOOST_TEST(test::in_processes(8, [&](int) {
    for (int i = 0; i < 100; ++i) told(now);
    return true;
  }) == 8);
  BOOST_TEST(journal.since({}).grown.size() == 800u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

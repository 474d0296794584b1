#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include <cerrno>
#include <csignal>

#include "conversation_in_folder.h"
#include "sick_disk.h"

namespace support::store {
namespace {

using base::Reason;

struct Failing : test::ConversationInFolder {
  static Reason reason(const Answer& answer) {
    BOOST_REQUIRE(!answer.has_value());
    return answer.error().reason;
  }
};

BOOST_FIXTURE_TEST_SUITE(store_conversations_disk, Failing)

BOOST_AUTO_TEST_CASE(what_fails_in_preparing_leaves_nothing) {
  start();
  const auto fail =
      [](std::uint64_t) -> std::expected<void, base::Refusal> {
    throw base::IoError("file", "rename", ENOSPC);
  };
  BOOST_CHECK_THROW(
      conversations.append(id, now, {message("two", "key-0002")}, fail),
      base::IoError);
  BOOST_TEST(seen() == "1 open|2 message Hello|");
  BOOST_TEST(say("two", "key-0002")->n == 3u);
}

BOOST_AUTO_TEST_CASE(the_latch_refuses_writes_and_not_reads) {
  start();
  const std::string before = get(file);
  latch(paths, "a test");
  BOOST_CHECK(reason(say("two", "key-0002")) == Reason::storage_latched);
  BOOST_CHECK(reason(conversations.create(ConversationId::make(now), now,
                                          {opening()})) ==
              Reason::storage_latched);
  BOOST_TEST(get(file) == before);
  BOOST_TEST(seen() == "1 open|2 message Hello|");
  clear_latch(paths);
  BOOST_TEST(say("two", "key-0002").has_value());
}

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_one_message_and_latches_nothing) {
  start();
  const auto size = std::filesystem::file_size(file);
  struct rlimit before {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small {size + 30, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  for (int i = 0; i < 2; ++i)
    BOOST_CHECK_EXCEPTION(say("two", "key-0002"), base::IoError,
                          [](const auto& error) { return error.is_full(); });
  BOOST_TEST(!is_latched(paths));
  BOOST_TEST(seen() == "1 open|2 message Hello|");
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  BOOST_TEST(say("two", "key-0002")->n == 3u);
  BOOST_TEST(seen() == "1 open|2 message Hello|3 message two|");
}

BOOST_AUTO_TEST_CASE(after_eio_nothing_of_the_write_is_believed) {
  start();
  const Cursor before = conversations.last(id, 1)->cursor;
  Cursor doomed;
  {
    // A poll may come between the write and its failure.
    const test::SickDisk sick(EIO, [&] {
      doomed = conversations.since(id, before, 10).batch.cursor;
    });
    BOOST_CHECK_THROW(
        conversations.append(id, now, {message("two", "key-0002"),
                                       message("three", "key-0003")}),
        base::IoError);
  }
  BOOST_TEST(is_latched(paths));
  BOOST_TEST(seen() == "1 open|2 message Hello|");
  clear_latch(paths);
  BOOST_TEST(say("three", "key-0003")->n == 3u);
  BOOST_TEST(seen() == "1 open|2 message Hello|3 message three|");
  // Whoever saw the doomed lines must not go on as if they were true.
  BOOST_TEST(doomed.offset > before.offset);
  BOOST_CHECK(conversations.since(id, doomed, 10).growth ==
              Conversations::Growth::resync);
}

BOOST_AUTO_TEST_CASE(an_eio_of_a_new_conversation_leaves_no_file) {
  {
    const test::SickDisk sick(EIO);
    BOOST_CHECK_THROW(start(), base::IoError);
  }
  BOOST_TEST(!std::filesystem::exists(file));
  BOOST_TEST(is_latched(paths));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

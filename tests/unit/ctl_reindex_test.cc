#define BOOST_TEST_DYN_LINK
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "base/json.h"
#include "base/text.h"
#include "comes_true.h"
#include "ctl_store.h"
#include "desk/housekeeping.h"
#include "desk/reindexing.h"
#include "index/database.h"
#include "process/signals.h"
#include "store/keys.h"

namespace support::ctl {
namespace {

namespace fs = std::filesystem;
using test::comes_true;

struct Reindexed : test::StorePlace {
  store::ConversationId id = conversation();
  base::Path index = place.paths.index();
  pid_t keeper = 0;

  Reindexed() {
    say(id, "a:marta", "Good day");
    conversation("create-02");
  }
  ~Reindexed() {
    if (keeper == 0) return;
    ::kill(keeper, SIGKILL);
    ::waitpid(keeper, nullptr, 0);
  }

  std::int64_t messages_indexed() const {
    auto database = index::Database::for_reading(index);
    if (!database) return -1;
    index::Statement sum =
        database->prepare("SELECT sum(messages) FROM conversations");
    sum.step();
    return sum.number(0);
  }
  // As supportd: with its lock.
  void housekeeper() {
    store::load_or_make_keys(place.config.keys_file);
    place.config.metrics_file = folder.path / "metrics.prom";
    auto shared = process::SharedTable::make();
    keeper = ::fork();
    if (keeper != 0) return;
    const auto lock =
        base::FileLock::take(place.config.data_dir / ".supportd-lock", 0);
    const base::Fd log = base::open_file(folder.path / "log",
                                         O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log.get(), STDERR_FILENO);
    process::watch_signals();
    ::_exit(desk::keep_house(place.config, shared, 0));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_reindex, Reindexed)

BOOST_AUTO_TEST_CASE(without_supportd_it_makes_the_index_itself) {
  const std::string told = run(reindex, {});
  BOOST_TEST(status == 0, err.str());
  BOOST_TEST(told.starts_with("3 messages in 2 conversations, "));
  BOOST_TEST(messages_indexed() == 3);
  const std::uint64_t first = index::inode_of(index);
  const auto figures = base::json::parse(base::trimmed(run(reindex, {"--json"})));
  BOOST_REQUIRE(figures.has_value());
  BOOST_TEST(figures->integer("messages") == 3);
  BOOST_TEST(figures->integer("peak_memory_bytes") > 1 << 20);
  BOOST_TEST(figures->text("by") == "supportctl");
  BOOST_TEST(index::inode_of(index) != first);
}

BOOST_AUTO_TEST_CASE(what_a_killed_one_left_is_in_nobodys_way) {
  run(reindex, {});
  const store::Conversations files(place.paths, {});
  {
    index::CatchUp killed(place.paths, files, true);
    killed.run(now, 0);
    BOOST_TEST(messages_indexed() == 3);  // the old one serves
  }
  say(id, "a:marta", "And again");
  run(reindex, {});
  BOOST_TEST(status == 0);
  BOOST_TEST(messages_indexed() == 4);
  BOOST_TEST(!fs::exists(index.string() + ".new"));
}

BOOST_AUTO_TEST_CASE(an_index_that_is_no_index_is_replaced) {
  fs::create_directories(index.parent_path());
  write(index, std::string(10'000, 'x'));
  run(reindex, {});
  BOOST_TEST(messages_indexed() == 3);
}

BOOST_AUTO_TEST_CASE(two_at_once_are_refused) {
  const auto other =
      base::FileLock::take(place.config.run_dir / "reindex.lock", 0);
  run(reindex, {});
  BOOST_TEST(status == kTryAgain);
}

BOOST_AUTO_TEST_CASE(with_supportd_its_housekeeper_does_it_and_goes_on) {
  housekeeper();
  BOOST_REQUIRE(comes_true([&] { return messages_indexed() == 3; }));
  const std::uint64_t first = index::inode_of(index);
  const auto figures = base::json::parse(base::trimmed(run(reindex, {"--json"})));
  BOOST_REQUIRE(figures.has_value());
  BOOST_TEST(figures->text("by") == "supportd");
  BOOST_TEST(figures->integer("messages") == 3);
  BOOST_TEST(index::inode_of(index) != first);
  say(id, "a:marta", "And again");
  BOOST_TEST(comes_true([&] { return messages_indexed() == 4; }));
}

BOOST_AUTO_TEST_CASE(what_was_asked_for_is_done_though_the_asker_was_killed) {
  housekeeper();
  BOOST_REQUIRE(comes_true([&] { return messages_indexed() == 3; }));
  const std::uint64_t first = index::inode_of(index);
  desk::request_reindex(place.config.run_dir, "of-somebody");
  BOOST_TEST(comes_true([&] { return index::inode_of(index) != first; }));
  BOOST_TEST(comes_true([&] {
    return !desk::reindex_request(place.config.run_dir).has_value();
  }));
  BOOST_TEST(messages_indexed() == 3);
}

BOOST_AUTO_TEST_CASE(a_housekeeper_that_was_killed_is_followed_by_one_that_ends) {
  desk::request_reindex(place.config.run_dir, "of-somebody");
  housekeeper();
  ::kill(keeper, SIGKILL);
  ::waitpid(keeper, nullptr, 0);
  housekeeper();
  BOOST_TEST(comes_true([&] {
    const auto news = desk::reindex_news(place.config.run_dir);
    return news && news->state == "done" && news->messages == 3;
  }));
  BOOST_TEST(messages_indexed() == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl

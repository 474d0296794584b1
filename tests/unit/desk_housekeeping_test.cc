#define BOOST_TEST_DYN_LINK
#include "desk/housekeeping.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "index_shop.h"
#include "process/signals.h"
#include "store/keys.h"

namespace support::desk {
namespace {

using test::kAna;

struct KeptShop : test::Shop {
  base::Config config;
  process::SharedTable shared = process::SharedTable::make();
  pid_t keeper = 0;

  KeptShop() {
    config.data_dir = folder.path / "data";
    config.cache_dir = folder.path / "cache";
    config.run_dir = folder.path / "run";
    config.keys_file = folder.path / "keys";
    store::load_or_make_keys(config.keys_file);
    keeper = ::fork();
    BOOST_REQUIRE(keeper >= 0);
    if (keeper != 0) return;
    process::watch_signals();
    ::_exit(keep_house(config, shared, 0));
  }
  ~KeptShop() {
    if (keeper > 0) end(SIGKILL);
  }
  int end(int signal) {
    int status = 0;
    ::kill(keeper, signal);
    ::waitpid(keeper, &status, 0);
    keeper = 0;
    return status;
  }
  template <class Condition>
  static bool comes_true(Condition condition) {
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }
  bool is_listed(const store::ConversationId& id, const std::string& preview) {
    index::Listing listing(paths);
    return comes_true([&] {
      const auto row = listing.row(id.text());
      return row && row->preview == preview;
    });
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_housekeeping, KeptShop)

BOOST_AUTO_TEST_CASE(what_is_said_is_listed_and_term_ends_it) {
  const auto id = asks(kAna, "Ana", "Hello?");
  BOOST_TEST(is_listed(id, "Hello?"));
  says(id, kAna, "Still there?");
  BOOST_TEST(is_listed(id, "Still there?"));
  const int status = end(SIGTERM);
  BOOST_TEST(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 0);
}

BOOST_AUTO_TEST_CASE(it_outlives_a_cache_that_cannot_be_written) {
  const auto id = asks(kAna, "Ana", "Hello?");
  BOOST_TEST(is_listed(id, "Hello?"));
  // A file where the folder should be.
  std::filesystem::remove_all(config.cache_dir);
  base::replace_file(config.cache_dir, "in the way", 0600);
  says(id, kAna, "Still there?");
  // Two rounds at least fail meanwhile.
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  BOOST_TEST(::waitpid(keeper, nullptr, WNOHANG) == 0);
  std::filesystem::remove(config.cache_dir);
  BOOST_TEST(is_listed(id, "Still there?"));
}

BOOST_AUTO_TEST_CASE(left_over_uploads_go_after_a_day) {
  const base::Path old = paths.incoming() / "left.part";
  end(SIGTERM);
  std::filesystem::create_directories(paths.incoming());
  base::replace_file(old, "bytes", 0600);
  std::filesystem::last_write_time(
      old, std::filesystem::file_time_type::clock::now() -
               std::chrono::hours(30));
  keeper = ::fork();
  if (keeper == 0) {
    process::watch_signals();
    ::_exit(keep_house(config, shared, 0));
  }
  BOOST_TEST(comes_true([&] { return !std::filesystem::exists(old); }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

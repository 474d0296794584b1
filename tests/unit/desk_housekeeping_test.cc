#define BOOST_TEST_DYN_LINK
#include "desk/housekeeping.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "base/file_time.h"
#include "comes_true.h"
#include "index_shop.h"
#include "process/signals.h"
#include "store/folder.h"
#include "store/keys.h"
#include "store/latch.h"
#include "store/sessions.h"
#include "store/settings.h"
#include "store/users.h"

namespace support::desk {
namespace {

using test::comes_true;
using test::kAna;

// The housekeeper's clock is held an hour after the shop's first record: by the
// machine's, days later, it would take the journal away.
struct KeptShop : test::Shop {
  const base::Time today = now + std::chrono::hours(1);
  base::Config config;
  process::SharedTable shared = process::SharedTable::make();
  pid_t keeper = 0;

  KeptShop() {
    config.data_dir = folder.path / "data";
    config.cache_dir = folder.path / "cache";
    config.run_dir = folder.path / "run";
    config.keys_file = folder.path / "keys";
    config.metrics_file = folder.path / "metrics.prom";
    config.clock_file = folder.path / "clock";
    base::replace_file(config.clock_file, base::iso(today), 0600);
    store::load_or_make_keys(config.keys_file);
    begin();
  }
  // Its log goes to a file.
  void begin() {
    keeper = ::fork();
    BOOST_REQUIRE(keeper >= 0);
    if (keeper != 0) return;
    const base::Fd log =
        base::open_file(log_file(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log.get(), STDERR_FILENO);
    process::watch_signals();
    ::_exit(keep_house(config, shared, 0));
  }
  void marta_takes_chats() {
    std::filesystem::create_directories(paths.sessions());
    store::User marta;
    marta.login = marta.name = "marta";
    marta.is_staff = true;
    marta = store::Users(paths).add(marta).value();
    store::Sessions(paths).begin({.hash = "", .login = "marta",
                                  .epoch = marta.session_epoch, .address = "",
                                  .browser = ""},
                                 today);
    store::Settings settings;
    settings.assigns_itself = true;
    store::SettingsFile(paths).save(settings).value();
  }
  bool goes_to_marta(const store::ConversationId& id) {
    index::Listing listing(paths);
    return comes_true([&] {
      const auto row = listing.row(id.text());
      return row && row->assignee == "marta";
    });
  }
  base::Path log_file() const { return folder.path / "log"; }
  bool is_logged(const std::string& what) {
    return comes_true([&] {
      const auto log = base::read_file(log_file(), 1 << 20);
      return log && log->find(what) != log->npos;
    });
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
  BOOST_TEST(is_logged("level=error event=catch_up"));
  BOOST_TEST(::waitpid(keeper, nullptr, WNOHANG) == 0);
  std::filesystem::remove(config.cache_dir);
  BOOST_TEST(is_listed(id, "Still there?"));
}

BOOST_AUTO_TEST_CASE(who_waits_goes_to_an_agent_once_the_index_knows) {
  marta_takes_chats();
  const auto id = asks(kAna, "Ana", "Hello?");
  BOOST_TEST(goes_to_marta(id));
}

BOOST_AUTO_TEST_CASE(who_waits_goes_to_an_agent_who_comes_later) {
  const auto id = asks(kAna, "Ana", "Hello?");
  BOOST_TEST(is_listed(id, "Hello?"));
  marta_takes_chats();
  BOOST_TEST(goes_to_marta(id));
}

BOOST_AUTO_TEST_CASE(one_file_that_cannot_be_read_holds_up_nobody_else) {
  const auto bad = store::ConversationId::make(now);
  std::filesystem::create_directories(paths.conversation(bad));
  files.journal().tell(now, bad);
  BOOST_TEST(is_logged("level=error event=catch_up"));
  marta_takes_chats();
  const auto id = asks(kAna, "Ana", "Hello?");
  BOOST_TEST(goes_to_marta(id));
}

BOOST_AUTO_TEST_CASE(a_set_latch_is_told_and_outlived) {
  now = today - std::chrono::hours(5);
  const auto id = asks(kAna, "Ana", "Hello?");
  says(id, "a:marta", "Yes");
  BOOST_TEST(is_listed(id, "Yes"));
  store::latch(paths, "a test");
  // As an editor would: the service itself writes nothing now.
  base::replace_file(paths.settings(),
                     "{\"rev\":1,\"auto_close_hours\":1}", 0600);
  BOOST_TEST(is_logged("level=error event=close_silent"));
  store::clear_latch(paths);
  index::Listing listing(paths);
  BOOST_TEST(comes_true([&] {
    const auto row = listing.row(id.text());
    return row && row->status == "closed";
  }));
}

BOOST_AUTO_TEST_CASE(it_tells_figures_that_know_the_index) {
  opens("c:ana", "Ana");
  BOOST_TEST(comes_true([&] {
    const auto text = base::read_file(config.metrics_file, 1 << 20);
    return text &&
           text->find("\nbookshop_support_index_behind_seconds 0\n") !=
               text->npos &&
           text->find("\nbookshop_support_index_building 0\n") != text->npos;
  }));
}

BOOST_AUTO_TEST_CASE(a_session_whose_time_is_over_goes_with_a_line_in_the_audit) {
  end(SIGTERM);
  std::filesystem::create_directories(paths.sessions());
  std::filesystem::create_directories(paths.audits());
  for (const auto& [login, since] :
       {std::pair{"marta", 9}, std::pair{"paul", 1}})
    store::Sessions(paths).begin({.hash = "", .login = login, .epoch = 0,
                                  .address = "192.0.2.7", .browser = ""},
                                 today - std::chrono::hours(since));
  begin();
  BOOST_TEST(comes_true([&] {
    return store::names_in(paths.sessions()).size() == 3;  // paul's, two .seen
  }));
  std::string log;
  for (const std::string& day : store::names_in(paths.audits()))
    log += base::read_file(paths.audits() / day, 1 << 20).value();
  BOOST_TEST(log.find("\"session_expired\",\"actor\":\"a:marta\"") !=
             log.npos);
  BOOST_TEST(log.find("a:paul") == log.npos);
  BOOST_TEST(log.find("192.0.2.7") != log.npos);
  BOOST_TEST(log.find("\"idle\"") != log.npos);
}

BOOST_AUTO_TEST_CASE(left_over_uploads_go_after_a_day) {
  const base::Path old = paths.incoming() / "left.part";
  end(SIGTERM);
  std::filesystem::create_directories(paths.incoming());
  base::replace_file(old, "bytes", 0600);
  base::set_modified(old, base::Clock().now() - std::chrono::hours(30));
  begin();
  BOOST_TEST(comes_true([&] { return !std::filesystem::exists(old); }));
}

BOOST_AUTO_TEST_CASE(what_a_killed_supportctl_took_out_is_overwritten) {
  const auto id = asks(kAna, "Ana", "my card is mauve");
  adds(id, store::Kind::redact, "s:ctl", {{"ref", 2}});
  BOOST_TEST(comes_true([&] {
    const auto bytes = base::read_file(paths.conversation(id), 1 << 20);
    return bytes->find("mauve") == bytes->npos;
  }));
  BOOST_TEST(files.find(id, 2)->record.kind_name == "void");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

// supportd(8): reads the configuration, prepares the data directory, opens the
// socket, and keeps a pool of workers and one housekeeper running.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/config.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/log.h"
#include "base/seldom.h"
#include "base/standard_files.h"
#include "base/tally.h"
#include "ctl/ctl.h"
#include "desk/housekeeping.h"
#include "process/listening.h"
#include "process/pool.h"
#include "process/shared_table.h"
#include "process/signals.h"
#include "store/audit.h"
#include "store/keys.h"
#include "store/settings.h"
#include "store/version.h"
#include "web/routes.h"
#include "web/view.h"
#include "web/work.h"

namespace {

namespace base = support::base;
namespace process = support::process;
namespace store = support::store;
namespace web = support::web;

// sysexits(3)
constexpr int kUsage = 64;
constexpr int kUnavailable = 69;
constexpr int kBadConfiguration = 78;

constexpr char kHelp[] =
    "Usage: supportd [-c FILE] [--check-config | --routes]\n";

struct Call {
  base::Path config{"/etc/bookshop-support/support.conf"};
  enum class Wish { serve, check, routes, help } wish = Wish::serve;
};

std::optional<Call> call_of(int argc, char** argv) {
  Call call;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if ((word == "-c" || word == "--config") && i + 1 < argc) {
      call.config = argv[++i];
    } else if (word == "--check-config") {
      call.wish = Call::Wish::check;
    } else if (word == "--routes") {
      call.wish = Call::Wish::routes;
    } else if (word == "--help") {
      call.wish = Call::Wish::help;
    } else {
      return std::nullopt;
    }
  }
  return call;
}

// "METHOD path access", a line each: what the access matrix must cover.
int print_routes() {
  for (const web::Route& route : web::routes(true)) {
    std::string line(web::name_of(route.method));
    line.append(" ").append(route.path).append(" ");
    line.append(web::name_of(route.access)).append("\n");
    std::fputs(line.c_str(), stdout);
  }
  return 0;
}

store::Paths paths_of(const base::Config& config) {
  return {config.data_dir, config.cache_dir, config.run_dir};
}

// Everything that can be known to be wrong before the first request.
void prepare(const base::Config& config) {
  store::load_keys(config.keys_file);
  base::make_directories(config.cache_dir, 0700);
  base::make_directories(config.run_dir, 0750);
  store::prepare_data(paths_of(config), config.data_group);
  store::SettingsFile(paths_of(config)).now();
  web::View(config.templates_dir);
}

// Before a roll-over: a broken template or key must not end a service that
// works.
bool workers_would_start(const base::Config& config) {
  try {
    store::load_keys(config.keys_file);
    web::View(config.templates_dir);
    return true;
  } catch (const std::runtime_error& error) {
    base::log_line("error", "reload_refused", {{"what", error.what()}});
    return false;
  }
}

// One supportd a data directory.  The children inherit the lock, so it holds
// until the last of them is gone.
base::FileLock lock_data(const base::Config& config) {
  // A moment's patience: supportctl status looks whether it is held.
  auto lock = base::FileLock::take(config.data_dir / ".supportd-lock", 200);
  if (!lock) {
    throw base::IoError(config.data_dir, "another supportd works here", EBUSY);
  }
  return std::move(*lock);
}

// What cannot be written there the log has: reading must still be possible.
void note(const base::Config& config, const std::string& event,
          const std::string& detail = "") {
  store::AuditEvent told;
  told.event = event;
  told.actor = "s:supportd";
  told.role = "system";
  told.detail = detail;
  try {
    store::audit(paths_of(config), base::Clock(config.clock_file).now(), told);
  } catch (const base::IoError& error) {
    base::log_seldom("error", "audit_failed", event,
                     {{"event", event}, {"why", error.what()}});
  }
}

// A worker that dies at each request must not fill the disk with it.
void note_crash(const base::Config& config, const std::string& line) {
  constexpr std::chrono::minutes kWindow{1};
  constexpr int kMost = 20;
  static auto begun = std::chrono::steady_clock::now();
  static int count = 0;
  const auto now = std::chrono::steady_clock::now();
  if (now - begun >= kWindow) {
    begun = now;
    count = 0;
  }
  if (++count <= kMost) note(config, "sys_crash", line);
}

// The master has the slot after the housekeeper's.
void note_start(const base::Config& config, process::SharedTable& shared) {
  const auto slot = static_cast<std::size_t>(config.workers) + 1;
  base::count_in(shared.tallies(slot));
  const auto now = base::Clock().now().time_since_epoch();
  shared.process(slot).started_s =
      std::chrono::floor<base::Seconds>(now).count();
}

int serve(const base::Config& config) {
  prepare(config);
  const base::FileLock lock = lock_data(config);
  const base::Fd socket =
      process::listening_socket(config.socket, config.data_group);
  process::SharedTable shared = process::SharedTable::make();
  note_start(config, shared);
  process::watch_signals();

  const base::Path pid_file = config.run_dir / "supportd.pid";
  base::replace_file(pid_file, std::to_string(::getpid()) + "\n", 0644);
  base::log_line("info", "start",
                 {{"pid", std::to_string(::getpid())},
                  {"workers", std::to_string(config.workers)},
                  {"data", config.data_dir.string()}});
  note(config, "sys_startup");
  const int status = process::run_pool({
      .workers = static_cast<std::size_t>(config.workers),
      .worker =
          [&](std::size_t slot) {
            base::count_in(shared.tallies(slot));
            return web::work(socket.get(), config, shared, slot);
          },
      .housekeeper =
          [&](std::size_t slot) {
            base::count_in(shared.tallies(slot));
            return support::desk::keep_house(config, shared, slot);
          },
      .may_roll_over = [&] { return workers_would_start(config); },
      .died = [&](const std::string& line) { note_crash(config, line); },
      .tell =
          [](const std::string& line) {
            base::log_line("warning", "pool", {{"what", line}});
          },
  });
  note(config, "sys_shutdown", "status " + std::to_string(status));
  base::tell_all_left_out();
  ::unlink(pid_file.c_str());
  base::log_line("info", "stop", {{"status", std::to_string(status)}});
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  base::hold_standard_files();
  const auto call = call_of(argc, argv);
  if (!call) {
    std::fputs(kHelp, stderr);
    return kUsage;
  }
  if (call->wish == Call::Wish::help) return std::fputs(kHelp, stdout) < 0;
  if (call->wish == Call::Wish::routes) return print_routes();
  ::umask(0027);
  base::crypto::start();
  try {
    if (call->wish == Call::Wish::check) {
      return support::ctl::check_config(
          call->config, [](const base::Path& folder) { web::View{folder}; },
          std::cout, std::cerr);
    }
    return serve(base::load_config(call->config));
  } catch (const base::IoError& error) {
    std::fprintf(stderr, "supportd: %s\n", error.what());
    return kUnavailable;
  } catch (const std::runtime_error& error) {
    std::fprintf(stderr, "supportd: %s\n", error.what());
    return kBadConfiguration;
  }
}

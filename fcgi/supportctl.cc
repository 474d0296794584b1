// supportctl(8): the sysadmin's hand.  One command a call; each is a function
// in ctl/.  As root it first becomes the owner of the data directory, so that
// every file it makes is one that supportd can use.
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <iostream>

#include "base/config_check.h"
#include "base/crypto.h"
#include "base/standard_files.h"
#include "ctl/ctl.h"
#include "web/view.h"

namespace {

namespace base = support::base;
namespace ctl = support::ctl;

constexpr std::string_view kDefaultConfig =
    "/etc/bookshop-support/support.conf";

constexpr std::string_view kHelp =
    R"(Usage: supportctl [-c FILE] COMMAND ...

  user add LOGIN --name NAME [--email ADDRESS] [--display NAME] [--staff]
           [--admin] [--random-password | --password-stdin]
  user list [--json]
  user passwd LOGIN --random | --password-stdin
  user disable LOGIN
  user enable LOGIN
  identity key KID          make a key for the shop's server, print it once
  identity keys             kid and age of every key
  identity sign KID --sub ID [--name NAME] [--email ADDRESS]
           [--lifetime SECONDS]
  show CONVERSATION [--json]
  verify [--json] [--repair] [--data DIR] [--began TIME]
                            check every file of the data directory
  storage clear [--force]   allow writes again after a disk error
  reindex [--json]          make the index anew
  backup DIR [--keep N] [--json]
                            a checked copy beside earlier ones, while
                            supportd runs
  restore BACKUP DIR        a backup into an empty directory
  export [--conversation ID | --customer KEY | --from DAY --to DAY]
         [--output FILE]    conversations as JSON Lines
  import [--input FILE] [--json]
  erase message CONVERSATION N [--yes]
  erase conversation CONVERSATION [--yes]
  erase customer KEY | --sub ID | --conversation CONVERSATION [--yes]
  retention [--days N] [--apply] [--yes] [--json]
                            what is older than the shop keeps it
  status [--json]           how it goes; 0: well, 69: not running, 75: ill
  check-config

FILE is /etc/bookshop-support/support.conf unless -c names another.
supportctl(8) has the rest.
)";

struct Command {
  std::string_view name;
  int (*run)(ctl::Place&, const ctl::Words&);
};
constexpr auto kCommands = std::to_array<Command>({
    {"user", ctl::user},
    {"identity", ctl::identity},
    {"show", ctl::show},
    {"verify", ctl::verify},
    {"storage", ctl::storage},
    {"reindex", ctl::reindex},
    {"backup", ctl::backup},
    {"restore", ctl::restore},
    {"export", ctl::export_conversations},
    {"import", ctl::import_conversations},
    {"erase", ctl::erase},
    {"retention", ctl::retention},
    {"status", ctl::status},
});

struct Call {
  base::Path config{kDefaultConfig};
  bool help = false;
  std::string command;
  ctl::Words words;
};

Call call_of(int count, char** given) {
  Call call;
  int at = 1;
  for (; at < count && given[at][0] == '-'; ++at) {
    const std::string_view word = given[at];
    if (word == "--help" || word == "-h") {
      call.help = true;
    } else if (word == "-c" && at + 1 < count) {
      call.config = given[++at];
    } else {
      throw ctl::Failure(ctl::kUsage,
                         "unknown option " + ctl::printable(word));
    }
  }
  if (at < count) call.command = given[at++];
  call.words.assign(given + at, given + count);
  if (std::ranges::find(call.words, "--help") != call.words.end()) {
    call.help = true;
  }
  return call;
}

void drop(bool done) {
  if (!done) throw base::IoError("supportctl", "change user", errno);
}

// Becomes the owner of the data directory when run as root.  A directory that
// is not there yet has no owner to become.
void become_owner_of(const base::Path& data) {
  struct stat found {};
  if (geteuid() != 0 || stat(data.c_str(), &found) != 0) return;
  if (found.st_uid == 0) return;
  if (const passwd* user = getpwuid(found.st_uid)) {
    drop(initgroups(user->pw_name, user->pw_gid) == 0);
    drop(setgid(user->pw_gid) == 0);
  } else {
    drop(setgroups(1, &found.st_gid) == 0);
    drop(setgid(found.st_gid) == 0);
  }
  drop(setuid(found.st_uid) == 0);
}

// What root may write says nothing about what the service may.
void become_owner_if_known(const base::Path& file) {
  try {
    become_owner_of(base::checked_config(file).config.data_dir);
  } catch (const base::ConfigError&) {
    // It is told by the check.
  }
}

// What restore makes is to belong to whom its folder belongs to: that is there
// when the data directory is lost.
void become_owner_for(const Call& call, const base::Config& config) {
  base::Path whose = config.data_dir;
  if (call.command == "restore" && call.words.size() == 2) {
    const base::Path fresh = call.words[1];
    if (base::stamp_of(fresh)) whose = fresh;
    if (geteuid() == 0 && !base::stamp_of(whose)) {
      throw ctl::Failure(ctl::kCantCreate,
                         fresh.string() + ": is missing; make it first, for "
                                          "the user that supportd runs as");
    }
  }
  become_owner_of(whose);
}

int run(const Call& call) {
  if (call.help) {
    std::cout << kHelp;
    return ctl::kOk;
  }
  if (call.command == "check-config") {
    if (!call.words.empty()) {
      throw ctl::Failure(ctl::kUsage, "check-config takes no words");
    }
    become_owner_if_known(call.config);
    return ctl::check_config(
        call.config, [](const base::Path& folder) { support::web::View{folder}; },
        std::cout, std::cerr);
  }
  const auto command =
      std::ranges::find(kCommands, call.command, &Command::name);
  if (command == kCommands.end()) {
    throw ctl::Failure(ctl::kUsage,
                       call.command.empty()
                           ? std::string("a command is missing")
                           : "unknown command " + ctl::printable(call.command));
  }
  const base::Config config = base::load_config(call.config);
  become_owner_for(call, config);
  ctl::Place place = ctl::place_of(config, std::cin, std::cout, std::cerr);
  return command->run(place, call.words);
}

int tell(const char* sentence, int status) {
  std::cerr << "supportctl: " << ctl::printable(sentence) << '\n';
  if (status == ctl::kUsage) std::cerr << "supportctl --help tells more.\n";
  return status;
}

int answer(int count, char** given) {
  try {
    base::crypto::start();
    const int status = run(call_of(count, given));
    std::cout.flush();
    return std::cout ? status : tell("standard output: write", ctl::kIoError);
  } catch (const ctl::Failure& failure) {
    return tell(failure.what(), failure.status());
  } catch (const base::ConfigError& error) {
    return tell(error.what(), ctl::kBadConfig);
  } catch (const base::IoError& error) {
    return tell(error.what(), ctl::status_of(error));
  } catch (const std::exception& error) {
    return tell(error.what(), ctl::kBadData);
  }
}

}  // namespace

int main(int count, char** given) {
  base::hold_standard_files();
  umask(077);
  std::signal(SIGXFSZ, SIG_IGN);  // a write over `ulimit -f` is an error
  return answer(count, given);
}

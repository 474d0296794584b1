// What every command of supportctl(8) gets and gives.  A command is a function:
// it reads `in`, writes `out` and `err`, and returns an exit status, so that a
// test can run it without a process.  One file a command.
#pragma once

#include <functional>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/config.h"
#include "base/error.h"
#include "store/paths.h"

namespace support::ctl {

// sysexits(3).
enum Exit : int {
  kOk = 0,
  kUsage = 64,
  kBadData = 65,
  kNoInput = 66,
  kUnavailable = 69,
  kCantCreate = 73,
  kIoError = 74,
  kTryAgain = 75,
  kNoPermission = 77,
  kBadConfig = 78,
};

// Ends the command: a sentence for the sysadmin, and the exit status.
class Failure : public std::runtime_error {
 public:
  Failure(Exit status, const std::string& sentence)
      : std::runtime_error(sentence), status_(status) {}
  Exit status() const { return status_; }

 private:
  Exit status_;
};

// Where a command works.
struct Place {
  base::Config config;
  store::Paths paths;
  base::Clock clock;
  std::istream& in;
  std::ostream& out;  // what was asked for, and nothing else
  std::ostream& err;  // words to the person at the keyboard
};
Place place_of(base::Config config, std::istream& in, std::ostream& out,
               std::ostream& err);

// The words after the command's name.
using Words = std::vector<std::string>;

int user(Place& place, const Words& words);
int identity(Place& place, const Words& words);
int show(Place& place, const Words& words);
int verify(Place& place, const Words& words);
int storage(Place& place, const Words& words);
int backup(Place& place, const Words& words);
int restore(Place& place, const Words& words);
int export_conversations(Place& place, const Words& words);
int reindex(Place& place, const Words& words);
int import_conversations(Place& place, const Words& words);
int erase(Place& place, const Words& words);
int retention(Place& place, const Words& words);
int status(Place& place, const Words& words);

// Runs before there is a Place: it says what is wrong with the file itself.
// `load_templates` throws when a template of that folder is none (ctl does not
// know pages).  Also what supportd --check-config does.
using LoadTemplates = std::function<void(const base::Path& folder)>;
int check_config(const base::Path& file, const LoadTemplates& load_templates,
                 std::ostream& out, std::ostream& err);

// What the machine's failure ends a command with.
Exit status_of(const base::IoError& error);

// Throws the Failure that fits a refusal of the store or the desk.
[[noreturn]] void fail(const base::Refusal& refusal);

// One event in the audit log: role "admin", actor "s:ctl".
void tell_audit(const Place& place, std::string_view event,
                std::string_view detail,
                std::string_view conversation = {});

// The same of a conversation that is about to go, and how many attachments go
// with it.
void tell_removal(const Place& place, std::string_view event,
                  std::string_view detail, const store::ConversationId& id);

// Text as a terminal may have it: control and bidi characters as \uXXXX.
std::string printable(std::string_view text);

}  // namespace support::ctl

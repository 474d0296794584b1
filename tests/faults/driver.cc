// One deed on a store, as a worker does it (the desk's rules, the real files),
// with nothing around it: so that a test can cut it off or fail it at every
// system call.
//
//   driver FOLDER DEED [WORD…] [, DEED [WORD…]]…
//
// A deed prints one line when it is done: "done N [ID]", "refused REASON" or
// "failed ERRNO".  getppid(2), which nothing else here calls, marks where the
// first one begins.
//   init                            a store without any conversation
//   create TOKEN KEY [TEXT]         a guest's first words
//   send TOKEN ID KEY BYTES         a message of so many bytes
//   upload TOKEN ID KEY BYTES       a text file
//   writer TOKEN ID PREFIX FIRST COUNT BYTES   sends, one after the other
//   verify                          "done STATUS", before it what was found
//   clear                           storage clear: "done STATUS"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "ctl/ctl.h"
#include "desk/message.h"
#include "process/signals.h"
#include "store/version.h"

namespace {

using namespace support;
using Words = std::vector<std::string>;

constexpr char kAddress[] = "192.0.2.1";

void tell(const std::string& line) {
  const std::string whole = line + "\n";
  if (::write(STDOUT_FILENO, whole.data(), whole.size()) < 0) ::_exit(2);
}

struct Driver {
  explicit Driver(const base::Path& folder) {
    config.data_dir = folder / "data";
    config.cache_dir = folder / "cache";
    config.run_dir = folder / "run";
    config.keys_file = folder / "keys";
    config.limits.conversation_bytes = std::size_t{1} << 30;
  }

  base::Config config;
  process::SharedTable table = process::SharedTable::make();
  std::unique_ptr<desk::Desk> desk;

  void init() {
    base::make_directories(config.run_dir, 0750);
    store::load_or_make_keys(config.keys_file);
    store::prepare_data(
        store::Paths(config.data_dir, config.cache_dir, config.run_dir), "");
  }
  void open() { desk = std::make_unique<desk::Desk>(config, table, 0); }

  desk::Person person(const std::string& token) {
    return desk::person_of_token(*desk, token, kAddress).value();
  }
};

using Done = std::expected<store::Appended, base::Refusal>;

store::ConversationId id_of(const std::string& word) {
  return store::ConversationId::parse(word).value();
}

// A text that begins with the key and stands in so many bytes of a line: over
// 8,000 of letters that a record writes in six bytes.
std::string text_of(const std::string& key, const std::string& bytes) {
  constexpr std::size_t kMost = 8000;
  std::string text = key + " ";
  const std::size_t want = std::stoul(bytes);
  if (want > kMost) {
    const std::size_t most = std::min(want / 6, kMost - text.size());
    for (std::size_t i = 0; i < most; ++i) text += "\u0085";
  } else {
    text.resize(std::max(text.size(), want), 'x');
  }
  return text;
}

Done send(Driver& driver, const Words& words) {
  return desk::send(*driver.desk, driver.person(words[0]), id_of(words[1]),
                    text_of(words[2], words[3]), words[2]);
}

Done upload(Driver& driver, const Words& words) {
  store::IncomingFile file(driver.desk->paths, "order.txt", "text/plain",
                           driver.config.limits.file_bytes);
  const auto added = file.add(text_of(words[2], words[3]));
  if (!added) return std::unexpected(added.error());
  return desk::attach(*driver.desk, driver.person(words[0]), false,
                      id_of(words[1]), file, words[2]);
}

// Its id is told too.
Done create(Driver& driver, const Words& words) {
  desk::NewConversation wish;
  wish.text = words.size() > 2 ? words[2] : words[1];
  wish.key = words[1];
  const auto made =
      desk::create(*driver.desk, driver.person(words[0]), wish);
  if (!made) return std::unexpected(made.error());
  tell("id " + made->id.text());
  return made->appended;
}

int status_of(Driver& driver, int (*command)(ctl::Place&, const Words&),
              const Words& words) {
  std::istringstream in;
  ctl::Place place = ctl::place_of(driver.config, in, std::cout, std::cerr);
  const int status = command(place, words);
  std::cout.flush();
  return status;
}

void run(Driver& driver, const Words& deed) {
  const Words words(deed.begin() + 1, deed.end());
  const auto told = [](const Done& done) {
    if (done) {
      tell("done " + std::to_string(done->n));
    } else {
      tell("refused " + std::to_string(static_cast<int>(done.error().reason)));
    }
  };
  if (deed[0] == "init") {
    driver.init();
    tell("done 0");
  } else if (deed[0] == "create") {
    told(create(driver, words));
  } else if (deed[0] == "send") {
    told(send(driver, words));
  } else if (deed[0] == "upload") {
    told(upload(driver, words));
  } else if (deed[0] == "verify") {
    tell("done " + std::to_string(status_of(driver, ctl::verify, {})));
  } else if (deed[0] == "clear") {
    tell("done " + std::to_string(status_of(driver, ctl::storage, {"clear"})));
  } else {
    throw std::runtime_error("no such deed: " + deed[0]);
  }
}

void attempt(Driver& driver, const Words& deed) {
  try {
    run(driver, deed);
  } catch (const base::IoError& error) {
    tell("failed " + std::to_string(error.error()) + " " + error.what());
  }
}

// On a busy machine other writers may hold the lock for longer than a send waits
// for it: then it is sent again, as the widget does.
Done send_until_not_busy(Driver& driver, const Words& words) {
  for (;;) {
    const Done done = send(driver, words);
    if (done || done.error().reason != base::Reason::busy) return done;
  }
}

// "KEY N" for each that is acknowledged, "- ERRNO" for each that is not.
void write_many(Driver& driver, const Words& words) {
  const std::size_t first = std::stoul(words[3]);
  for (std::size_t i = first; i < first + std::stoul(words[4]); ++i) {
    const std::string key = words[2] + "-" + std::to_string(i);
    try {
      const Done done =
          send_until_not_busy(driver, {words[0], words[1], key, words[5]});
      tell(done ? key + " " + std::to_string(done->n) : "- refused");
    } catch (const base::IoError& error) {
      tell("- " + std::to_string(error.error()));
    }
  }
}

std::vector<Words> deeds_in(int count, char** given) {
  std::vector<Words> deeds(1);
  for (int at = 2; at < count; ++at) {
    if (std::strcmp(given[at], ",") == 0) {
      deeds.emplace_back();
    } else {
      deeds.back().emplace_back(given[at]);
    }
  }
  return deeds;
}

}  // namespace

int main(int count, char** given) {
  if (count < 3) return 64;
  ::umask(077);
  process::watch_signals();  // as supportd
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // does not outlive the test
  base::crypto::start();
  const std::vector<Words> deeds = deeds_in(count, given);
  Driver driver(given[1]);
  if (deeds[0][0] != "init") driver.open();
  (void)::getppid();
  for (const Words& deed : deeds) {
    if (!driver.desk && deed[0] != "init") driver.open();
    if (deed[0] == "writer") {
      write_many(driver, Words(deed.begin() + 1, deed.end()));
    } else {
      attempt(driver, deed);
    }
  }
  ::_exit(0);
}

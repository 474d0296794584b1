// Everything that is ever acknowledged, by several processes at once, until
// the power goes.
#include "storm.h"

#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "base/crypto.h"
#include "desk/message.h"
#include "store/redaction.h"
#include "store/version.h"
#include "told.h"

namespace power {

namespace {

namespace base = support::base;
namespace desk = support::desk;
namespace store = support::store;

constexpr char kAddress[] = "192.0.2.1";
constexpr int kRefusalsUntilHome = 20;

struct Chat {
  std::string token;
  store::ConversationId id;
};

struct Sent {
  store::ConversationId id;
  std::uint64_t n;
  std::string key;
};

class Writer {
 public:
  Writer(desk::Desk& desk, const std::string& round, int number,
         std::vector<Chat> shared)
      : desk_(desk),
        name_("storm-" + round + "-" + std::to_string(number)),
        chats_(std::move(shared)),
        marta_(marta(desk)),
        random_(std::hash<std::string>()(name_)) {}

  // Ends only when the storage says no.
  void run() {
    while (refusals_ < kRefusalsUntilHome) {
      try {
        once();
      } catch (const base::IoError& error) {
        note("io", error.what());
        ::usleep(20'000);
      }
    }
  }

  Chat create() {
    const std::string key = next_key();
    const std::string token = base::crypto::random_token();
    desk::NewConversation wish;
    wish.text = text_of(key);
    wish.key = key;
    const auto made = desk::create(desk_, person(token), wish);
    if (!made) throw made.error();
    tell({"ok", "create", made->id.text(), std::to_string(made->appended.n),
          key, store::token_hash(token), person(token).customer});
    return {token, made->id};
  }

 private:
  std::size_t below(std::size_t most) { return random_() % most; }
  std::string next_key() { return name_ + "-" + std::to_string(++count_); }
  desk::Person person(const std::string& token) {
    return desk::person_of_token(desk_, token, kAddress).value();
  }

  void note(const std::string& what, const std::string& why) {
    tell({"refused", what, why});
    ++refusals_;
  }
  void note(const std::string& what, const base::Refusal& refusal) {
    note(what, refusal.reason == base::Reason::storage_latched ? "latched"
               : refusal.reason == base::Reason::busy          ? "busy"
               : refusal.reason == base::Reason::conflict      ? "conflict"
                                                               : "other");
    if (refusal.reason != base::Reason::storage_latched) --refusals_;
    ::usleep(20'000);
  }

  void once() try {
    const std::size_t dice = below(100);
    if (dice < 12) {
      chats_.push_back(create());
    } else if (dice < 55) {
      send();
    } else if (dice < 68) {
      reply();
    } else if (dice < 78) {
      attach();
    } else if (dice < 85) {
      change_user();
    } else if (dice < 90) {
      change_settings();
    } else if (dice < 94) {
      sign_in();
    } else if (dice < 97) {
      take_out();
    } else {
      revoke();
    }
  } catch (const base::Refusal& refusal) {
    note("write", refusal);
  }

  const Chat& some() { return chats_[below(chats_.size())]; }

  void send() {
    const Chat& chat = some();
    const std::string key = next_key();
    const auto done =
        desk::send(desk_, person(chat.token), chat.id, text_of(key), key);
    if (!done) throw done.error();
    told("message", chat.id, done->n, key);
    sent_.push_back({chat.id, done->n, key});
  }

  // What this writer sent last.
  void take_out() {
    if (sent_.empty()) return;
    const Sent sent = sent_.back();
    sent_.pop_back();
    tell({"will", "redact", sent.id.text(), std::to_string(sent.n)});
    const auto done = store::redact(desk_.paths, desk_.conversations, sent.id,
                                    sent.n, desk_.now(), "s:ctl");
    if (!done) throw done.error();
    told("redact", sent.id, sent.n, sent.key);
  }

  // The reply and the status that goes with it, in one write.
  void reply() {
    const Chat& chat = some();
    const std::string key = next_key();
    const auto done = desk::reply(desk_, marta_, chat.id, text_of(key), key,
                                  desk::Status::pending);
    if (!done) throw done.error();
    told("message", chat.id, done->n, key);
  }

  void attach() {
    const Chat& chat = some();
    const std::string key = next_key();
    const std::string bytes = file_of(key);
    store::IncomingFile file(desk_.paths, "note.txt", "text/plain", 100'000);
    if (const auto added = file.add(bytes); !added) throw added.error();
    const auto done = desk::attach(desk_, person(chat.token), false, chat.id,
                                   file, key);
    if (!done) throw done.error();
    tell({"ok", "file", chat.id.text(), std::to_string(done->n), key,
          sha256_of(bytes)});
  }

  void told(const std::string& what, const store::ConversationId& id,
            std::uint64_t n, const std::string& key) {
    tell({"ok", what, id.text(), std::to_string(n), key});
  }

  void change_user() {
    const std::string login = below(2) ? "marta" : "jan";
    store::User user = desk_.users.find(login).value();
    user.email = word_of(user.rev + 1) + "@shop.example";
    const auto saved = desk_.users.save(user);
    if (!saved) throw saved.error();
    tell({"ok", "user", login, std::to_string(saved->rev)});
  }

  void change_settings() {
    store::Settings settings = desk_.settings.now();
    settings.welcome = word_of(settings.rev + 1);
    const auto saved = desk_.settings.save(settings);
    if (!saved) throw saved.error();
    tell({"ok", "settings", std::to_string(saved->rev)});
  }

  void sign_in() {
    const std::string token = desk_.sessions.begin(
        {.hash = "", .login = next_key(), .epoch = 0, .address = kAddress,
         .browser = "storm"},
        desk_.now());
    if (below(2) == 0) return tell({"ok", "session", token});
    desk_.sessions.end(store::token_hash(token));
    tell({"ok", "ended", token});
  }

  void revoke() {
    const std::string hash =
        store::token_hash(base::crypto::random_token());
    desk_.tokens.save(hash, {.customer = std::string(32, 'a'),
                             .issued = desk_.now(),
                             .last_send = desk_.now(),
                             .revoked = true});
    tell({"ok", "revoked", hash});
  }

  desk::Desk& desk_;
  std::string name_;
  std::vector<Chat> chats_;
  std::vector<Sent> sent_;
  desk::Person marta_;
  std::mt19937_64 random_;
  int count_ = 0;
  int refusals_ = 0;
};

void add_user(desk::Desk& desk, const std::string& login) {
  if (desk.users.find(login)) return;
  store::User user;
  user.login = login;
  user.name = "Marta Mustermann";
  user.email = word_of(1) + "@shop.example";
  user.is_staff = true;
  if (!desk.users.add(user)) throw std::runtime_error("no user");
}

}  // namespace

void prepare(const base::Config& config) {
  const store::Paths paths(config.data_dir, config.cache_dir, config.run_dir);
  base::make_directories(config.run_dir, 0700);
  store::prepare_data(paths, "");
  store::load_or_make_keys(config.keys_file);
  support::process::SharedTable table = support::process::SharedTable::make();
  desk::Desk desk(config, table, 0);
  add_user(desk, "marta");
  add_user(desk, "jan");
}

int storm(const base::Config& config, const std::string& round,
          int processes) {
  support::process::SharedTable table = support::process::SharedTable::make();
  std::vector<Chat> shared;
  {
    desk::Desk desk(config, table, 0);
    Writer first(desk, round, 0, {});
    for (int i = 0; i < 3; ++i) shared.push_back(first.create());
  }
  tell({"the", "storm", "begins"});
  for (int number = 1; number <= processes; ++number) {
    if (::fork() != 0) continue;
    try {
      desk::Desk desk(config, table, static_cast<std::size_t>(number));
      Writer(desk, round, number, shared).run();
      ::_exit(0);
    } catch (const std::exception& error) {
      tell({"died", error.what()});
    } catch (const base::Refusal& refusal) {
      tell({"died", refusal.detail});
    }
    ::_exit(1);
  }
  while (::wait(nullptr) > 0) {
  }
  tell({"the", "storm", "is", "over"});
  return 0;
}

}  // namespace power

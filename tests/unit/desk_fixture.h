// A support desk for one test: a data directory, keys, a clock that the test
// holds, and the table that all processes share.
#pragma once

#include <string>

#include "base/crypto.h"
#include "base/file.h"
#include "desk/access.h"
#include "desk/desk.h"
#include "desk/identity.h"
#include "desk/message.h"
#include "store_data.h"

namespace support::test {

struct DeskInFolder : Data {
  static constexpr char kHere[] = "192.0.2.1";

  base::Config config = configured();
  store::IdentityKey shop_key = made_key();
  process::SharedTable table = process::SharedTable::make();
  desk::Desk desk{config, table, 0};

  // The clock goes on by this much, for every process.
  void wait(base::Millis time) {
    now += time;
    put(config.clock_file, base::iso(now) + "\n");
  }
  // The word of the shop's server.
  std::string shop_says(const std::string& sub, const std::string& name = "",
                        base::Seconds lifetime = std::chrono::minutes(10)) {
    return desk::sign_identity(shop_key, {sub, name, ""}, now, lifetime);
  }
  desk::Person with(const std::string& token) {
    return desk::person_of_token(desk, token, kHere).value();
  }
  static desk::NewConversation wish(const std::string& text,
                                    const std::string& key,
                                    const std::string& identity = "") {
    desk::NewConversation wish;
    wish.text = text;
    wish.key = key;
    wish.identity = identity;
    return wish;
  }
  // A guest with one conversation.
  struct Chat {
    std::string token;
    desk::Person customer;
    store::ConversationId id;
  };
  Chat guest_says(const std::string& text) {
    const std::string token = base::crypto::random_token();
    const auto made = desk::create(desk, with(token), wish(text, "key-first"));
    return {token, with(token), made.value().id};
  }
  desk::Person agent(const std::string& login = "marta", bool is_staff = true,
                     bool is_admin = false) {
    store::User user;
    user.login = login;
    user.name = "Marta Mustermann";
    user.display_name = "Marta";
    user.is_staff = is_staff;
    user.is_admin = is_admin;
    user = desk.users.add(user).value();
    const std::string token = desk.sessions.begin(
        {.hash = "", .login = login, .epoch = user.session_epoch,
         .address = kHere, .browser = ""}, now);
    return desk::person_of_session(desk, token, true);
  }
  // "1 open|2 message Hello|"
  std::string said_in(const store::ConversationId& id) {
    std::string words;
    const auto batch = desk.conversations.all(id);
    if (!batch) return "nothing";
    for (const store::Entry& entry : batch->entries) {
      words += std::to_string(entry.record.n) + " " + entry.record.kind_name;
      if (!entry.record.text().empty()) words += " " + entry.record.text();
      words += "|";
    }
    return words;
  }
  desk::State state_of(const store::ConversationId& id) {
    return desk::fold_all(desk.conversations.all(id).value().entries);
  }

 private:
  base::Config configured() {
    base::Config made;
    made.data_dir = paths.data();
    made.cache_dir = path / "cache";
    made.run_dir = path / "run";
    made.keys_file = path / "keys";
    made.clock_file = path / "clock";
    made.demo = true;
    put(made.clock_file, base::iso(now) + "\n");
    base::make_directories(made.run_dir, 0750);  // as supportd does
    return made;
  }
  store::IdentityKey made_key() {
    store::load_or_make_keys(config.keys_file);
    return store::add_identity_key(config.keys_file, "shop-1", now);
  }
};

}  // namespace support::test

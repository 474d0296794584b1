// A small store with every kind of file in it, made as the program makes them.
#pragma once

#include "ctl_store.h"
#include "index/catch_up.h"
#include "store/audit.h"
#include "store/quick_replies.h"
#include "store/sessions.h"
#include "store/settings.h"
#include "store/tokens.h"
#include "store/users.h"

namespace support::test {

struct MadeStore : StorePlace {
  store::Tokens tokens{place.paths};
  store::Users users{place.paths};

  void audit(const std::string& event, const std::string& detail,
             const std::string& conversation = "") {
    store::audit(place.paths, now,
                 {.event = event, .actor = "s:test", .role = "admin",
                  .address = "192.0.2.7", .conversation = conversation,
                  .request = "r1", .detail = detail});
  }

  void user(const std::string& login, int revisions) {
    store::User wish;
    wish.login = login;
    wish.name = "Name of " + login;
    wish.created = now;
    auto made = users.add(wish).value();
    audit("user_created", login + " agent");
    for (int rev = 1; rev < revisions; ++rev) {
      made.most_chats = rev;
      made = users.save(made).value();
    }
    audit("user_updated", login);
  }

  // The number of a customer stands for all that is random of theirs.
  std::string customer_key(int number) const {
    return base::crypto::blake2b_hex("c" + std::to_string(number))
        .substr(0, 32);
  }

  store::ConversationId talk(int number, int which, bool with_file) {
    const std::string key = customer_key(number), by = "c:" + key;
    const std::string hash = store::token_hash("t" + std::to_string(number));
    const std::string create = "create-" + std::to_string(which) + "-key";
    const auto id = store::ConversationId::make(now);
    customers.note(key, create, id, now, hash).value();
    conversations.create(
        id, now,
        {{store::Kind::open, by, create + "-o",
          {{"name", "Ana"}, {"email", "ana@mail.example"}, {"page", ""},
           {"browser", "Test"}, {"verified", false}}},
         {store::Kind::message, by, create, {{"text", "Hello, my order"}}}})
        .value();
    if (which == 0) {
      tokens.save(hash, {.customer = key, .issued = now, .last_send = now});
    }
    audit("authn_token_created", id.text());
    say(id, "a:marta", "Good day");
    add(id, {store::Kind::assign, "a:marta", "", {{"to", "marta"}}});
    if (with_file) attach_of(id, by, "Some words of " + key + "\n", 5);
    say(id, by, "Thank you \u2014 that was quick");
    add(id, {store::Kind::status, "a:marta", "", {{"to", "closed"}}});
    return id;
  }
  void attach_of(const store::ConversationId& id, const std::string& by,
                 const std::string& bytes, std::uint64_t n) {
    base::crypto::Sha256 sum;
    sum.add(bytes);
    const std::string sha256 = sum.hex();
    const base::Path file = place.paths.file(id, n, sha256);
    std::filesystem::create_directories(file.parent_path());
    write(file, bytes);
    add(id, {store::Kind::file, by, "",
             store::fields_of({.name = "note.txt", .media = "text/plain",
                               .bytes = bytes.size(), .sha256 = sha256})});
  }

  void settings(int revisions) {
    store::SettingsFile file(place.paths);
    for (int rev = 0; rev < revisions; ++rev) {
      auto next = file.now();
      next.poll_interval_ms = 3000 + rev;
      file.save(next).value();
      audit("settings_updated", "poll_interval_ms");
    }
    store::QuickReplies replies(place.paths);
    for (int n = 0; n < revisions; ++n) {
      replies.save({.id = "", .owner = "", .shortcut = "s" + std::to_string(n),
                    .title = "Thanks", .text = "Thank you, {customer}."})
          .value();
      audit("quick_reply_created", "s" + std::to_string(n));
    }
  }

  void sign_in(const std::string& login) {
    store::Sessions(place.paths)
        .begin({.hash = "", .login = login, .address = "192.0.2.7",
                .browser = "Test"}, now);
  }

  void index() {
    index::CatchUp catching(place.paths, conversations);
    while (catching.run(now, 10'000).has_more) {
    }
  }

  // Of so many customers, with three conversations each, over several days.
  void make(int of_customers) {
    user("marta", 4);
    user("bjorn", 8);
    user("chiara", 1);
    settings(7);
    for (int number = 0; number < of_customers; ++number) {
      for (int which = 0; which < 3; ++which) talk(number, which, which == 1);
      if (number % 3 == 2) now += base::Days(1);
    }
    for (const char* login : {"marta", "bjorn"}) sign_in(login);
    audit("authn_login_success", "marta");
    index();
  }
};

}  // namespace support::test

// A desk whose housekeeper is the test itself: settings, agents on their
// shift, and an index that catches up when it is told to.
#pragma once

#include <boost/test/unit_test.hpp>

#include "desk_fixture.h"
#include "index/catch_up.h"

namespace support::test {

struct Shift : DeskInFolder {
  int keys = 0;

  std::string key() { return "key-" + std::to_string(1'000'000 + ++keys); }

  template <class Change>
  void settings(Change change) {
    store::Settings now_set = desk.settings.now();
    change(now_set);
    BOOST_REQUIRE(store::check(now_set).empty());
    desk.settings.save(now_set).value();
  }
  template <class Change>
  void user(const std::string& login, Change change) {
    store::User one = desk.users.find(login).value();
    change(one);
    desk.users.save(one).value();
  }
  void catch_up() {
    index::CatchUp with(paths, desk.conversations);
    while (with.run(now, 1000).has_more) continue;
  }
  // A guest's conversation, a minute after the one before.
  Chat asks(const std::string& text = "Hello") {
    wait(std::chrono::minutes(1));
    return guest_says(text);
  }
  void says(const Chat& chat, const std::string& text) {
    desk::send(desk, chat.customer, chat.id, text, key()).value();
  }
  void replies(const desk::Person& agent, const Chat& chat,
               desk::Status then = desk::Status::pending) {
    desk::reply(desk, agent, chat.id, "Yes", key(), then).value();
  }
  std::string agent_of(const Chat& chat) { return state_of(chat.id).assignee; }
  std::uint64_t records_in(const Chat& chat) {
    return state_of(chat.id).last_n;
  }
};

}  // namespace support::test

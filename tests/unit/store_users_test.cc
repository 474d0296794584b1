#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <stdexcept>

#include "store/users.h"
#include "store_data.h"

namespace support::store {
namespace {

using base::Reason;

struct UsersInFolder : test::Data {
  Users users{paths};

  User alice() const {
    User user;
    user.login = "alice";
    user.name = "Alice Arden";
    user.email = "alice@shop.example";
    user.password_hash = "$argon2id$x";
    user.is_staff = true;
    user.most_chats = 3;
    user.created = now;
    return user;
  }
  User named(const char* login) const {
    User user = alice();
    user.login = login;
    return user;
  }
};

BOOST_FIXTURE_TEST_SUITE(store_users, UsersInFolder)

BOOST_AUTO_TEST_CASE(what_is_added_is_found_by_another_process) {
  const User added = users.add(alice()).value();
  const User found = Users(paths).find("alice").value();
  BOOST_TEST(found.name == "Alice Arden");
  BOOST_TEST(found.email == "alice@shop.example");
  BOOST_TEST(found.password_hash == "$argon2id$x");
  BOOST_TEST(found.is_staff);
  BOOST_TEST(!found.is_admin);
  BOOST_TEST(found.active);
  BOOST_TEST(found.most_chats == 3);
  BOOST_TEST(found.number == 1);
  BOOST_TEST(found.rev == 1);
  BOOST_TEST(added.rev == 1);
  BOOST_CHECK(found.created == now);
}

BOOST_AUTO_TEST_CASE(an_invitation_is_kept_until_it_is_taken_up) {
  User user = alice();
  user.invite_hash = std::string(64, 'a');
  user.invite_until = now + base::Days(3);
  user = users.add(user).value();
  BOOST_TEST(Users(paths).find("alice")->invite_hash == user.invite_hash);
  BOOST_CHECK(Users(paths).find("alice")->invite_until == user.invite_until);
  user.invite_hash = "";
  users.save(user).value();
  BOOST_TEST(Users(paths).find("alice")->invite_hash == "");
  BOOST_CHECK(Users(paths).find("alice")->invite_until == base::Time{});
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_an_invitation_and_a_name_does_not) {
  User user = alice();
  user.invite_hash = std::string(64, 'a');
  user.invite_until = now + base::Days(3);
  user = users.add(user).value();
  user.name = "Alice B. Arden";
  user = users.save(user).value();
  BOOST_TEST(user.invite_hash == std::string(64, 'a'));
  user.password_hash = "$argon2id$y";
  user = users.save(user).value();
  BOOST_TEST(user.invite_hash == "");
  BOOST_TEST(Users(paths).find("alice")->invite_hash == "");
}

BOOST_AUTO_TEST_CASE(who_is_disabled_is_no_longer_invited) {
  User user = alice();
  user.invite_hash = std::string(64, 'a');
  user.invite_until = now + base::Days(3);
  user = users.add(user).value();
  user.active = false;
  user = users.save(user).value();
  user.active = true;
  user = users.save(user).value();
  BOOST_TEST(Users(paths).find("alice")->invite_hash == "");
}

BOOST_AUTO_TEST_CASE(a_user_of_an_earlier_version_was_not_invited) {
  put(paths.user("old"),
      "{\"rev\":1,\"login\":\"old\",\"name\":\"Old\",\"number\":7}");
  BOOST_TEST(users.find("old").value().invite_hash == "");
}

BOOST_AUTO_TEST_CASE(an_unknown_or_malformed_login_finds_nothing) {
  put(paths.data() / "outside.json", "{}");
  for (const char* login : {"bob", "", "../outside", "Alice", "a/b"})
    BOOST_TEST(!users.find(login).has_value());
}

BOOST_AUTO_TEST_CASE(numbers_grow_and_are_never_given_twice) {
  users.add(named("alice")).value();
  users.add(named("bob")).value();
  BOOST_TEST(users.add(named("carol")).value().number == 3);
  BOOST_TEST(users.by_number(2).value().login == "bob");
  BOOST_TEST(Users(paths).by_number(2).value().login == "bob");
  BOOST_TEST(!users.by_number(0).has_value());
  BOOST_TEST(!users.by_number(4).has_value());
}

BOOST_AUTO_TEST_CASE(a_taken_login_is_a_conflict) {
  users.add(alice()).value();
  BOOST_CHECK(users.add(alice()).error().reason == Reason::conflict);
}

BOOST_AUTO_TEST_CASE(a_wrong_field_is_named) {
  const auto refused = [&](auto change) {
    User user = alice();
    change(user);
    const auto answer = users.add(user);
    BOOST_REQUIRE(!answer);
    BOOST_CHECK(answer.error().reason == Reason::bad_request);
    return answer.error().detail;
  };
  BOOST_TEST(refused([](User& u) { u.login = "../x"; }) == "login");
  BOOST_TEST(refused([](User& u) { u.name = ""; }) == "name");
  BOOST_TEST(refused([](User& u) { u.name = "A\nB"; }) == "name");
  BOOST_TEST(refused([](User& u) { u.display_name = std::string(81, 'x'); }) ==
             "display_name");
  BOOST_TEST(refused([](User& u) { u.most_chats = -1; }) == "most_chats");
  for (const char* email : {"alice", "@shop", "alice@", "a@b@c", "a b@c"})
    BOOST_TEST(refused([&](User& u) { u.email = email; }) == "email");
  BOOST_TEST(users.all().empty());
}

BOOST_AUTO_TEST_CASE(a_save_is_seen_at_the_next_look_of_another_process) {
  users.add(alice()).value();
  Users other(paths);
  User seen = other.find("alice").value();
  User changed = users.find("alice").value();
  changed.active = false;
  changed.session_epoch = 5;
  BOOST_TEST(users.save(changed).value().rev == 2);
  seen = other.find("alice").value();
  BOOST_TEST(!seen.active);
  BOOST_TEST(seen.session_epoch == 5);
  BOOST_TEST(seen.rev == 2);
}

BOOST_AUTO_TEST_CASE(a_stale_rev_is_a_conflict_and_changes_nothing) {
  const User first = users.add(alice()).value();
  User mine = first, theirs = first;
  mine.name = "Mine";
  theirs.name = "Theirs";
  users.save(mine).value();
  BOOST_CHECK(users.save(theirs).error().reason == Reason::conflict);
  BOOST_TEST(users.find("alice")->name == "Mine");
  BOOST_CHECK(users.save(named("nobody")).error().reason == Reason::conflict);
}

BOOST_AUTO_TEST_CASE(a_save_changes_neither_number_nor_time_of_making) {
  User user = users.add(alice()).value();
  user.number = 99;
  user.created = {};
  users.save(user).value();
  const User found = Users(paths).find("alice").value();
  BOOST_TEST(found.number == 1);
  BOOST_CHECK(found.created == now);
}

BOOST_AUTO_TEST_CASE(an_admin_is_staff) {
  User user = users.add(alice()).value();
  user.is_admin = true;
  user.is_staff = false;
  BOOST_TEST(users.save(user).value().is_staff);
  BOOST_TEST(Users(paths).find("alice")->is_staff);
}

BOOST_AUTO_TEST_CASE(the_last_five_revisions_are_kept) {
  User user = users.add(alice()).value();
  for (int i = 2; i <= 9; ++i) {
    user.name = "Name " + std::to_string(i);
    user = users.save(user).value();
  }
  const auto old = paths.users() / "old";
  BOOST_TEST(files_in(old) == 5u);
  BOOST_TEST(get(old / "alice.json.4").find("Name 4") != std::string::npos);
  BOOST_TEST(get(old / "alice.json.8").find("Name 8") != std::string::npos);
  BOOST_TEST(users.all().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_field_of_a_later_version_survives_a_save) {
  User user = users.add(alice()).value();
  std::string text = get(paths.user("alice"));
  text.insert(text.find('{') + 1, "\"pronoun\": \"she\", ");
  put(paths.user("alice"), text);
  user.name = "New";
  users.save(user).value();
  BOOST_TEST(get(paths.user("alice")).find("\"pronoun\": \"she\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_damaged_file_is_told_by_name_and_never_a_default) {
  users.add(alice()).value();
  const std::string good = get(paths.user("alice"));
  const auto with = [&](std::string from, std::string to) {
    std::string bad = good;
    const auto at = bad.find(from);
    BOOST_REQUIRE(at != bad.npos);
    return bad.replace(at, from.size(), to);
  };
  for (const std::string& bad :
       {std::string(), std::string("[]"), good.substr(0, good.size() / 2),
        with("\"rev\": 1", "\"rev\": \"1\""), with("\"rev\": 1", "\"r\": 1"),
        with("\"active\": true", "\"active\": \"false\""),
        with("\"number\": 1", "\"number\": 70000"),
        with("\"login\": \"alice\"", "\"login\": \"root\"")}) {
    put(paths.user("alice"), bad);
    BOOST_TEST(!users.find("alice"));
    try {
      users.read("alice");
      BOOST_ERROR("taken: " << bad);
    } catch (const std::runtime_error& error) {
      BOOST_TEST(std::string(error.what()).find("alice.json") !=
                 std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_user_shuts_out_nobody_else) {
  users.add(alice()).value();
  User bob = alice();
  bob.login = "bob";
  users.add(bob).value();
  const std::string good = get(paths.user("alice"));
  put(paths.user("alice"), "{\"rev\": 1,");
  BOOST_TEST(users.all().size() == 1u);
  BOOST_TEST(users.by_number(2).value().login == "bob");
  BOOST_TEST(!users.by_number(1));
  // A number drawn now might be the damaged user's.
  User carol = alice();
  carol.login = "carol";
  BOOST_CHECK_THROW(users.add(carol), std::runtime_error);
  put(paths.user("alice"), good);
  BOOST_TEST(users.find("alice").value().number == 1);
}

BOOST_AUTO_TEST_CASE(while_latched_users_are_read_and_not_written) {
  const User user = users.add(alice()).value();
  latch(paths, "why");
  BOOST_CHECK(users.save(user).error().reason == Reason::storage_latched);
  BOOST_CHECK(users.add(named("bob")).error().reason ==
              Reason::storage_latched);
  BOOST_TEST(Users(paths).find("alice").has_value());
}

BOOST_AUTO_TEST_CASE(eight_processes_saving_one_user_lose_no_update) {
  constexpr int kEach = 25;
  users.add(alice()).value();
  const int good = test::in_processes(8, [&](int) {
    Users mine(paths);
    for (int done = 0; done < kEach;) {
      User user = mine.find("alice").value();
      ++user.session_epoch;
      const auto saved =
          test::retry_while_busy([&] { return mine.save(user); });
      if (saved) ++done;
      if (!saved && saved.error().reason != Reason::conflict) return false;
    }
    return true;
  });
  BOOST_TEST(good == 8);
  const User last = users.find("alice").value();
  BOOST_TEST(last.session_epoch == 8 * kEach);
  BOOST_TEST(last.rev == 1 + 8 * kEach);
  BOOST_TEST(files_in(paths.users() / "old") == 5u);
}

BOOST_AUTO_TEST_CASE(eight_processes_adding_users_draw_different_numbers) {
  const int good = test::in_processes(8, [&](int i) {
    Users mine(paths);
    for (int k = 0; k < 5; ++k) {
      const std::string login = "u" + std::to_string(i * 5 + k);
      const auto added = test::retry_while_busy(
          [&] { return mine.add(named(login.c_str())); });
      if (!added) return false;
    }
    return true;
  });
  BOOST_TEST(good == 8);
  std::vector<int> numbers;
  for (const User& user : users.all()) numbers.push_back(user.number);
  std::ranges::sort(numbers);
  BOOST_REQUIRE(numbers.size() == 40u);
  for (int i = 0; i < 40; ++i)
    BOOST_TEST(numbers[static_cast<std::size_t>(i)] == i + 1);
}

BOOST_AUTO_TEST_CASE(the_last_admin_who_may_sign_in_stays_one) {
  const auto admin = [&](const char* login) {
    User user = named(login);
    user.is_admin = true;
    return users.add(user).value();
  };
  User first = admin("first");
  User second = admin("second");
  User invited = named("invited");
  invited.is_admin = true;
  invited.password_hash = "";
  BOOST_REQUIRE(users.add(invited).has_value());

  first.is_admin = false;
  BOOST_REQUIRE(users.save_leaving_an_admin(first).has_value());
  second.active = false;
  const auto refused = Users(paths).save_leaving_an_admin(second);
  BOOST_REQUIRE(!refused);
  BOOST_CHECK(refused.error().reason == Reason::forbidden);
  BOOST_TEST(Users(paths).find("second")->active);
  // A sysadmin may.
  BOOST_TEST(users.save(second).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "base/crypto.h"
#include "base/file.h"
#include "base/text.h"
#include "ctl_place.h"
#include "desk/identity.h"
#include "desk/password.h"
#include "store/keys.h"
#include "store/users.h"

namespace support::ctl {
namespace {

constexpr const char* kGood = "four herons in the reed bed";

struct UserPlace : test::CtlPlace {
  std::string user_command(const Words& words, const std::string& input = "") {
    return run(user, words, input);
  }
  store::User stored(const std::string& login) {
    const auto found = store::Users(place.paths).find(login);
    BOOST_REQUIRE(found);
    return *found;
  }
  bool signs_in(const std::string& login, const std::string& password) {
    const std::string hash = stored(login).password_hash;
    return !hash.empty() && base::crypto::password_matches(hash, password);
  }
  std::string audit_log() const {
    return base::read_file(place.paths.audit(place.clock.now()), 1 << 20)
        .value_or("");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_user, UserPlace)

BOOST_AUTO_TEST_CASE(an_added_user_can_sign_in_with_the_password_from_stdin) {
  user_command({"add", "marta", "--name", "Marta Kowal", "--display", "Marta",
                "--email=marta@shop.example", "--staff", "--password-stdin"},
               std::string(kGood) + "\n");
  BOOST_TEST(status == 0);
  BOOST_TEST(signs_in("marta", kGood));
  BOOST_TEST(stored("marta").shown_name() == "Marta");
  BOOST_TEST(stored("marta").is_staff);
  BOOST_TEST(!stored("marta").is_admin);
  BOOST_TEST(out.str().empty());
}

BOOST_AUTO_TEST_CASE(a_random_password_is_all_that_is_printed_and_works) {
  std::string printed =
      user_command({"add", "ana", "--name", "Ana", "--random-password"});
  BOOST_REQUIRE(printed.ends_with("\n"));
  printed.pop_back();
  BOOST_TEST(signs_in("ana", printed));
  BOOST_TEST(!desk::password_fault(printed, {"ana"}));
}

BOOST_AUTO_TEST_CASE(an_admin_is_staff_too) {
  user_command({"add", "root", "--name", "Root", "--admin"});
  BOOST_TEST(stored("root").is_admin);
  BOOST_TEST(stored("root").is_staff);
}

BOOST_AUTO_TEST_CASE(a_user_without_a_password_cannot_sign_in) {
  user_command({"add", "ana", "--name", "Ana"});
  BOOST_TEST(stored("ana").password_hash.empty());
  BOOST_TEST(complained("without a password"));
}

BOOST_AUTO_TEST_CASE(a_login_is_given_once) {
  user_command({"add", "ana", "--name", "Ana"});
  user_command({"add", "ana", "--name", "Another"});
  BOOST_TEST(status == kBadData);
  BOOST_TEST(stored("ana").name == "Ana");
}

BOOST_AUTO_TEST_CASE(logins_that_are_no_file_names_are_refused) {
  for (const char* login : {"../ana", "Ana", "a b", ".ana"}) {
    user_command({"add", login, "--name", "Ana"});
    BOOST_TEST(status == kBadData, login);
  }
}

BOOST_AUTO_TEST_CASE(a_weak_password_is_refused_and_nothing_is_stored) {
  user_command({"add", "ana", "--name", "Ana", "--password-stdin"},
               "short one\n");
  BOOST_TEST(status == kBadData);
  BOOST_TEST(complained("15 characters"));
  BOOST_TEST(!store::Users(place.paths).find("ana"));
}

BOOST_AUTO_TEST_CASE(words_that_are_wrong_are_usage_errors) {
  for (const Words& words :
       {Words{}, Words{"remove", "ana"}, Words{"add"},
        Words{"add", "ana"}, Words{"add", "ana", "--name"},
        Words{"add", "ana", "bob", "--name", "Ana"},
        Words{"add", "ana", "--nmae", "Ana"},
        Words{"add", "ana", "--name", "A", "--name", "B"},
        Words{"passwd", "ana"}, Words{"list", "ana"}}) {
    user_command(words);
    BOOST_TEST(status == kUsage);
  }
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_all_sessions) {
  user_command({"add", "ana", "--name", "Ana", "--password-stdin"}, kGood);
  const auto epoch = stored("ana").session_epoch;
  std::string printed = user_command({"passwd", "ana", "--random"});
  printed.pop_back();
  BOOST_TEST(signs_in("ana", printed));
  BOOST_TEST(!signs_in("ana", kGood));
  BOOST_TEST(stored("ana").session_epoch > epoch);
}

BOOST_AUTO_TEST_CASE(disabling_ends_all_sessions_and_enabling_lets_in_again) {
  user_command({"add", "ana", "--name", "Ana"});
  const auto epoch = stored("ana").session_epoch;
  user_command({"disable", "ana"});
  BOOST_TEST(!stored("ana").active);
  BOOST_TEST(stored("ana").session_epoch > epoch);
  user_command({"enable", "ana"});
  BOOST_TEST(stored("ana").active);
}

BOOST_AUTO_TEST_CASE(an_unknown_user_is_no_input) {
  for (const char* word : {"disable", "enable"}) {
    user_command({word, "nobody"});
    BOOST_TEST(status == kNoInput);
  }
  user_command({"passwd", "nobody", "--random"});
  BOOST_TEST(status == kNoInput);
}

BOOST_AUTO_TEST_CASE(the_list_tells_role_and_state_and_never_a_hash) {
  user_command({"add", "ana", "--name", "Ana", "--password-stdin"}, kGood);
  user_command({"add", "marta", "--name", "Marta", "--staff"});
  user_command({"disable", "ana"});
  const std::string table = user_command({"list"});
  BOOST_TEST(table.find("ana    customer  disabled") != std::string::npos);
  BOOST_TEST(table.find("marta  agent     no password") != std::string::npos);
  const std::string json = user_command({"list", "--json"});
  BOOST_TEST(json.starts_with("[{\"login\":\"ana\""));
  for (const std::string& text : {table, json}) {
    BOOST_TEST(text.find("argon2") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(every_change_is_audited_without_the_password) {
  user_command({"add", "ana", "--name", "Ana", "--password-stdin"}, kGood);
  user_command({"passwd", "ana", "--random"});
  user_command({"disable", "ana"});
  const std::string log = audit_log();
  for (const char* event :
       {"user_created", "authn_password_change", "user_archived"}) {
    BOOST_TEST(log.find(event) != std::string::npos, event);
  }
  BOOST_TEST(log.find("\"actor\":\"s:ctl\"") != std::string::npos);
  BOOST_TEST(log.find("herons") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_key_is_printed_once_and_signs_what_is_believed) {
  const std::string printed = run(identity, {"key", "shop1"});
  const store::Keys keys = store::load_keys(place.config.keys_file);
  BOOST_TEST(printed ==
             base::crypto::base64url(keys.identity.at("shop1").secret) + "\n");
  std::string jwt = run(identity, {"sign", "shop1", "--sub", "u-17", "--name",
                                   "Ana", "--lifetime", "60"});
  BOOST_REQUIRE(status == 0);
  jwt.pop_back();
  const base::Time now = place.clock.now();
  const auto who = desk::check_identity(keys, jwt, now);
  BOOST_REQUIRE(who.has_value());
  BOOST_TEST(who->sub == "u-17");
  BOOST_TEST(!desk::check_identity(keys, jwt, now + base::Seconds(120)));
}

BOOST_AUTO_TEST_CASE(a_second_key_leaves_the_first_valid) {
  run(identity, {"key", "one"});
  run(identity, {"key", "two"});
  run(identity, {"sign", "one", "--sub", "u"});
  BOOST_TEST(status == 0);
  run(identity, {"key", "one"});
  BOOST_TEST(status == kBadData);
  const std::string listed = run(identity, {"keys"});
  BOOST_TEST(base::split(listed, '\n').size() == 3u);
  BOOST_TEST(listed.starts_with("one  made "));
  BOOST_TEST(listed.find("0 days old") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_nobody_would_believe_is_not_signed) {
  run(identity, {"sign", "shop1", "--sub", "u"});
  BOOST_TEST(status == kNoInput);
  run(identity, {"key", "shop1"});
  for (const Words& words : {Words{"sign", "shop1"},
                             Words{"sign", "shop1", "--sub", "u",
                                   "--lifetime", "901"}}) {
    run(identity, words);
    BOOST_TEST(status == kUsage);
  }
  run(identity, {"sign", "shop1", "--sub", "two words"});
  BOOST_TEST(status == kBadData);
  run(identity, {"sign", "other", "--sub", "u"});
  BOOST_TEST(status == kNoInput);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl

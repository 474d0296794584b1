#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk_fixture.h"

namespace support::desk {
namespace {

using base::Reason;

constexpr char kOwnKey[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
constexpr char kBob[] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

struct Asking : test::DeskInFolder {
  static std::string answer(const Person& person, Access needed,
                            std::string_view owner) {
    const auto allowed = may(person, needed, owner);
    if (allowed) return "yes";
    switch (allowed.error().reason) {
      case Reason::not_signed_in: return "sign in";
      case Reason::forbidden: return "forbidden";
      case Reason::not_found: return "not found";
      default: return "?";
    }
  }
  static Person person(const std::string& who) {
    Person person;
    if (who == "new token" || who == "Ana" || who == "Ana verified" ||
        who == "agent with Ana's token") {
      person.has_token = true;
      person.token_hash = std::string(64, 'e');
    }
    if (who.find("Ana") != std::string::npos) person.customer = kOwnKey;
    person.verified = who == "Ana verified";
    if (who == "user" || who.starts_with("agent") || who == "admin")
      person.login = who;
    person.is_staff = who.starts_with("agent") || who == "admin";
    person.is_admin = who == "admin";
    person.has_link = who == "link";
    return person;
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_access, Asking)

// Written by hand from design.md section 6.
BOOST_AUTO_TEST_CASE(every_person_gets_what_the_matrix_says) {
  struct Row {
    const char* who;
    const char *anyone, *token, *own, *foreign, *none, *signed_in, *staff,
        *admin, *file;
  };
  constexpr char no[] = "not found", in[] = "sign in", forb[] = "forbidden";
  const Row rows[] = {
      {"nobody", "yes", in, no, no, no, in, in, in, no},
      {"new token", "yes", "yes", no, no, no, in, in, in, no},
      {"Ana", "yes", "yes", "yes", no, no, in, in, in, no},
      {"Ana verified", "yes", "yes", "yes", no, no, in, in, in, no},
      {"user", "yes", in, no, no, no, "yes", forb, forb, no},
      {"agent", "yes", in, no, no, no, "yes", "yes", forb, "yes"},
      {"agent with Ana's token", "yes", "yes", "yes", no, no, "yes", "yes",
       forb, "yes"},
      {"admin", "yes", in, no, no, no, "yes", "yes", "yes", "yes"},
      {"link", "yes", in, no, no, no, in, in, in, "yes"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.who) {
      const Person who = person(row.who);
      BOOST_TEST(answer(who, Access::anyone, "") == row.anyone);
      BOOST_TEST(answer(who, Access::token, "") == row.token);
      BOOST_TEST(answer(who, Access::owner, kOwnKey) == row.own);
      BOOST_TEST(answer(who, Access::owner, kBob) == row.foreign);
      BOOST_TEST(answer(who, Access::owner, "") == row.none);
      BOOST_TEST(answer(who, Access::signed_in, "") == row.signed_in);
      BOOST_TEST(answer(who, Access::staff, "") == row.staff);
      BOOST_TEST(answer(who, Access::admin, "") == row.admin);
      BOOST_TEST(answer(who, Access::link_or_staff, kOwnKey) == row.file);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_token_is_nobody_and_costs_nothing) {
  config.limits.wrong_token = {1, 60};
  for (int i = 0; i < 5; ++i) {
    const Person nobody = with("");
    BOOST_TEST(!nobody.has_token);
    BOOST_TEST(nobody.customer == "");
  }
}

BOOST_AUTO_TEST_CASE(a_new_token_is_a_person_without_a_customer) {
  const std::string token = base::crypto::random_token();
  const Person person = with(token);
  BOOST_TEST(person.has_token);
  BOOST_TEST(person.token_hash == store::token_hash(token));
  BOOST_TEST(person.customer == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_token_is_nobody) {
  for (const std::string& bad :
       {std::string("x"), std::string(42, 'a'), std::string(44, 'a'),
        std::string(42, 'a') + "\"", std::string(4000, 'a')})
    BOOST_TEST(!with(bad).has_token);
}

BOOST_AUTO_TEST_CASE(a_token_stands_for_its_customer_until_it_ends) {
  const auto chat = guest_says("Hello");
  BOOST_TEST(chat.customer.has_token);
  BOOST_TEST(store::is_customer_key(chat.customer.customer));
  BOOST_TEST(!chat.customer.verified);
  wait(base::Days(181));
  BOOST_TEST(with(chat.token).customer == "");
}

BOOST_AUTO_TEST_CASE(guessing_tokens_is_limited_by_address) {
  config.limits.wrong_token = {3, 60};
  const auto chat = guest_says("Hello");
  for (int i = 0; i < 3; ++i) note_wrong_token(desk, kHere);
  const auto guess =
      person_of_token(desk, base::crypto::random_token(), kHere);
  BOOST_REQUIRE(!guess.has_value());
  BOOST_CHECK(guess.error().reason == Reason::too_fast);
  BOOST_TEST(guess.error().retry_after_s == 20);
  BOOST_TEST(!person_of_token(desk, "no token at all", kHere).has_value());
  // Neither a known token nor another address is held up.
  BOOST_TEST(with(chat.token).customer == chat.customer.customer);
  BOOST_TEST(person_of_token(desk, base::crypto::random_token(), "192.0.2.2")
                 .has_value());
  wait(std::chrono::seconds(20));
  BOOST_TEST(person_of_token(desk, base::crypto::random_token(), kHere)
                 .has_value());
}

BOOST_AUTO_TEST_CASE(a_session_is_a_user_with_his_rights) {
  const Person marta = agent("marta");
  BOOST_TEST(marta.login == "marta");
  BOOST_TEST(marta.number == 1);
  BOOST_TEST(marta.is_staff);
  BOOST_TEST(!marta.is_admin);
  BOOST_TEST(agent("ada", false, true).is_staff);
  BOOST_TEST(agent("ada2", false, true).is_admin);
  const Person user = agent("carl", false);
  BOOST_TEST(user.login == "carl");
  BOOST_TEST(!user.is_staff);
}

BOOST_AUTO_TEST_CASE(a_wrong_session_is_nobody) {
  agent();
  for (const std::string& bad : {std::string(), std::string("x"),
                                 base::crypto::random_token()}) {
    const Person person = person_of_session(desk, bad, true);
    BOOST_TEST(person.login == "");
    BOOST_TEST(!person.is_staff);
  }
}

BOOST_AUTO_TEST_CASE(disabled_demoted_or_signed_out_counts_at_once) {
  agent();
  store::User user = desk.users.find("marta").value();
  const std::string token = desk.sessions.begin(
      {.hash = "", .login = "marta", .epoch = user.session_epoch,
       .address = "", .browser = ""}, now);
  user.is_staff = false;
  user = desk.users.save(user).value();
  BOOST_TEST(!person_of_session(desk, token, true).is_staff);
  user.active = false;
  user = desk.users.save(user).value();
  BOOST_TEST(person_of_session(desk, token, true).login == "");
  user.active = true;
  user = desk.users.save(user).value();
  BOOST_TEST(person_of_session(desk, token, true).login == "marta");
  ++user.session_epoch;
  desk.users.save(user);
  BOOST_TEST(person_of_session(desk, token, true).login == "");
}

BOOST_AUTO_TEST_CASE(a_pages_refresh_is_no_activity) {
  agent();
  const std::string token = desk.sessions.begin(
      {.hash = "", .login = "marta", .epoch = 0, .address = "",
       .browser = ""}, now);
  wait(std::chrono::hours(7));
  BOOST_TEST(person_of_session(desk, token, false).login == "marta");
  wait(std::chrono::hours(1) + std::chrono::minutes(1));
  BOOST_TEST(person_of_session(desk, token, false).login == "");
}

BOOST_AUTO_TEST_CASE(a_conversation_belongs_to_its_customer) {
  const auto chat = guest_says("Hello");
  const std::string& owner = chat.customer.customer;
  const std::string id = chat.id.text();
  for (int i = 0; i < 2; ++i) {  // read, then remembered
    BOOST_TEST(owner_of(desk, id, owner) == owner);
    BOOST_TEST(owner_of(desk, id, kBob) == owner);
    BOOST_TEST(owner_of(desk, id, "") == owner);
  }
}

BOOST_AUTO_TEST_CASE(unknown_and_malformed_ids_belong_to_nobody) {
  BOOST_TEST(owner_of(desk, "", kOwnKey) == "");
  BOOST_TEST(owner_of(desk, "../../etc/passwd", kOwnKey) == "");
  BOOST_TEST(owner_of(desk, store::ConversationId::make(now).text(), kOwnKey) ==
             "");
}

BOOST_AUTO_TEST_CASE(a_guest_who_signs_in_owns_the_conversation_everywhere) {
  const auto chat = guest_says("Hello");
  const std::string guest = chat.customer.customer, id = chat.id.text();
  BOOST_TEST(owner_of(desk, id, guest) == guest);
  // Another worker writes; this one has the guest in mind.
  BOOST_TEST(test::in_processes(1, [&](int) {
    return create(desk, with(chat.token),
                  wish("It is me", "key-second", shop_says("ana")))
        .has_value();
  }) == 1);
  const Person ana = with(chat.token);
  BOOST_TEST(ana.customer == customer_key(desk.keys, "ana"));
  BOOST_TEST(owner_of(desk, id, ana.customer) == ana.customer);
  BOOST_TEST(owner_of(desk, id, kBob) == ana.customer);
}

BOOST_AUTO_TEST_CASE(an_opening_by_nobody_gives_the_conversation_to_nobody) {
  for (const char* by : {"", "c", "a:marta", "c:"}) {
    const auto id = store::ConversationId::make(now);
    desk.conversations.create(id, now, {{store::Kind::open, by, "", {}}});
    BOOST_TEST(owner_of(desk, id.text(), kOwnKey) == "", by);
    BOOST_TEST(owner_of(desk, id.text(), "marta") == "", by);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

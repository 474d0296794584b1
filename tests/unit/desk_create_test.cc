#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk_fixture.h"

namespace support::desk {
namespace {

using base::Reason;

struct Creating : test::DeskInFolder {
  std::string token = base::crypto::random_token();

  auto make(const NewConversation& wish) {
    return create(desk, with(token), wish);
  }
  static Reason reason(const std::expected<Created, base::Refusal>& made) {
    BOOST_REQUIRE(!made.has_value());
    return made.error().reason;
  }
  std::size_t conversations() const {
    return desk.conversations.list().size();
  }
  void shop_asks(const char* name, const char* consent) {
    store::Settings settings = desk.settings.now();
    settings.ask_name = name;
    settings.consent = consent;
    BOOST_REQUIRE(desk.settings.save(settings));
  }
  // The name in a conversation's last `open` record.
  std::string name_in(const store::ConversationId& id) {
    return state_of(id).name + (state_of(id).verified ? ", verified" : "");
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_create, Creating)

BOOST_AUTO_TEST_CASE(the_first_message_makes_a_conversation_and_a_guest) {
  NewConversation first = wish("Hello", "key-0001");
  first.name = "Ana\n\u202e";
  first.email = "ana@example.org";
  first.page = "/shop/";
  first.browser = "Lynx";
  const auto made = make(first).value();
  BOOST_TEST(made.appended.n == 2u);
  BOOST_TEST(said_in(made.id) == "1 open|2 message Hello|");
  const State state = state_of(made.id);
  BOOST_TEST(state.name == "Ana");
  BOOST_TEST(state.email == "ana@example.org");
  BOOST_TEST(state.page == "/shop/");
  BOOST_TEST(state.browser == "Lynx");
  BOOST_TEST(!state.verified);
  const Person guest = with(token);
  BOOST_TEST(guest.customer == state.customer);
  BOOST_TEST(desk.customers.conversations(guest.customer).size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_a_page_tells_of_itself_is_a_line_of_bounded_length) {
  NewConversation first = wish("Hello", "key-0001");
  first.page = "/shop/\n\u202e\u001b[2J" + std::string(70'000, 'x');
  first.browser = std::string(70'000, 'y') + "\n";
  first.name = std::string(70'000, 'z');
  const State state = state_of(make(first)->id);
  BOOST_TEST(state.page.starts_with("/shop/ [2Jxxx"));
  BOOST_TEST(base::code_points(state.page) == 500u);
  BOOST_TEST(base::code_points(state.browser) == 300u);
  BOOST_TEST(base::code_points(state.name) == 120u);
}

BOOST_AUTO_TEST_CASE(a_file_may_come_first) {
  NewConversation first = wish("", "key-0001");
  first.text.reset();
  const auto made = make(first).value();
  BOOST_TEST(made.appended.n == 1u);
  BOOST_TEST(said_in(made.id) == "1 open|");
}

BOOST_AUTO_TEST_CASE(what_is_refused_leaves_nothing_anywhere) {
  BOOST_CHECK(reason(make(wish("x", "bad"))) == Reason::bad_request);
  BOOST_CHECK(reason(make(wish(" ", "key-0001"))) == Reason::empty);
  BOOST_CHECK(reason(make(wish(std::string(8001, 'x'), "key-0001"))) ==
              Reason::too_long);
  BOOST_CHECK(reason(make(wish("x", "key-0001", "a.b.c"))) ==
              Reason::identity_invalid);
  BOOST_CHECK(
      reason(make(wish("x", "key-0001", shop_says("ana").substr(1)))) ==
      Reason::identity_invalid);
  const std::string old = shop_says("ana");
  wait(std::chrono::minutes(20));
  BOOST_CHECK(reason(make(wish("x", "key-0001", old))) ==
              Reason::identity_expired);
  BOOST_TEST(conversations() == 0u);
  BOOST_TEST(files_in(paths.customers()) == 0u);
  BOOST_TEST(files_in(paths.tokens()) == 0u);
  // The same key is free for the second try.
  BOOST_TEST(make(wish("x", "key-0001", shop_says("ana"))).has_value());
}

BOOST_AUTO_TEST_CASE(the_same_key_is_the_same_conversation_and_number) {
  const auto first = make(wish("Hello", "key-0001")).value();
  send(desk, with(token), first.id, "more", "key-0002");
  const auto again = make(wish("Hello", "key-0001")).value();
  BOOST_TEST((again.id == first.id));
  BOOST_TEST(again.appended.n == 2u);
  BOOST_TEST(again.appended.repeated);
  BOOST_TEST(said_in(first.id) == "1 open|2 message Hello|3 message more|");
  BOOST_CHECK(reason(make(wish("Other", "key-0001"))) == Reason::key_conflict);
  const auto second = make(wish("Hello", "key-0009")).value();
  BOOST_TEST((second.id != first.id));
}

BOOST_AUTO_TEST_CASE(a_key_is_known_after_a_long_conversation_too) {
  const auto first = make(wish("Hello", "key-0001")).value();
  for (int i = 0; i < 20; ++i)
    send(desk, with(token), first.id, std::string(8000, 'x'),
         "key-1" + std::to_string(1000 + i));
  const auto again = make(wish("Hello", "key-0001")).value();
  BOOST_TEST(again.appended.n == 2u);
  BOOST_TEST(again.appended.repeated);
}

BOOST_AUTO_TEST_CASE(two_creates_at_once_make_one_conversation) {
  for (int round = 0; round < 10; ++round) {
    token = base::crypto::random_token();
    const auto before = conversations();
    BOOST_TEST(test::in_processes(4, [&](int) {
      Desk another(config, table, 1);
      const auto person =
          person_of_token(another, token, kHere).value();
      const auto done = test::retry_while_busy([&] {
        return create(another, person, wish("Hello", "key-0001"));
      });
      return done.value().appended.n == 2;
    }) == 4);
    BOOST_TEST(conversations() == before + 1);
    const auto entries =
        desk.customers.conversations(with(token).customer);
    BOOST_REQUIRE(entries.size() == 1u);
    BOOST_TEST(said_in(entries[0].conversation) ==
               "1 open|2 message Hello|");
  }
}

BOOST_AUTO_TEST_CASE(after_a_crash_the_retry_makes_what_was_noted) {
  const auto noted = store::ConversationId::make(now);
  const std::string ana = customer_key(desk.keys, "ana");
  desk.customers.note(ana, "key-0001", noted, now);
  const auto made = make(wish("Hello", "key-0001", shop_says("ana"))).value();
  BOOST_TEST((made.id == noted));
  BOOST_TEST(said_in(noted) == "1 open|2 message Hello|");
  BOOST_TEST(conversations() == 1u);
}

BOOST_AUTO_TEST_CASE(a_crash_before_the_token_is_saved_is_healed) {
  const auto made = make(wish("Hello", "key-0001")).value();
  std::filesystem::remove(paths.token(store::token_hash(token)));
  BOOST_TEST(with(token).customer == "");
  const auto again = make(wish("Hello", "key-0001")).value();
  BOOST_TEST((again.id == made.id));
  BOOST_TEST(with(token).customer == state_of(made.id).customer);
}

BOOST_AUTO_TEST_CASE(a_message_torn_in_the_first_write_is_not_lost) {
  const auto made = make(wish("Hello", "key-0001")).value();
  const auto file = paths.conversation(made.id);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 20);
  std::filesystem::remove(paths.token(store::token_hash(token)));
  BOOST_TEST(make(wish("Hello", "key-0001"))->appended.n == 2u);
  BOOST_TEST(said_in(made.id) == "1 open|2 message Hello|");
}

BOOST_AUTO_TEST_CASE(guests_may_be_unwanted) {
  store::Settings settings = desk.settings.now();
  settings.guests_allowed = false;
  desk.settings.save(settings);
  BOOST_CHECK(reason(make(wish("x", "key-0001"))) ==
              Reason::guests_not_allowed);
  BOOST_TEST(conversations() == 0u);
  BOOST_TEST(make(wish("x", "key-0001", shop_says("ana"))).has_value());
  // Who is signed in by the token need not show the identity again.
  BOOST_TEST(make(wish("y", "key-0002")).has_value());
}

BOOST_AUTO_TEST_CASE(a_guest_who_tells_too_little_leaves_nothing_anywhere) {
  shop_asks("required", "I agree.");
  NewConversation first = wish("Hello", "key-0001");
  BOOST_CHECK(reason(make(first)) == Reason::incomplete);
  first.name = "Ana";
  BOOST_CHECK(reason(make(first)) == Reason::incomplete);
  BOOST_TEST(conversations() == 0u);
  BOOST_TEST(files_in(paths.customers()) == 0u);
  BOOST_TEST(files_in(paths.tokens()) == 0u);
  first.consent = true;
  const auto made = make(first).value();
  BOOST_TEST(state_of(made.id).name == "Ana");
  BOOST_TEST(said_in(made.id) == "1 open|2 message Hello|");
}

BOOST_AUTO_TEST_CASE(the_sentence_that_was_agreed_to_outlives_the_setting) {
  shop_asks("no", "I agree.");
  NewConversation first = wish("Hello", "key-0001");
  first.consent = true;
  const auto made = make(first).value();
  shop_asks("no", "I agree to everything.");
  BOOST_TEST(state_of(made.id).consent == "I agree.");
  // Signing in, they bring this conversation along and agree to no more.
  make(wish("And", "key-0002", shop_says("ana", "Ana")));
  BOOST_TEST(name_in(made.id) == "Ana, verified");
  BOOST_TEST(state_of(made.id).consent == "I agree.");
  shop_asks("no", "");
  token = base::crypto::random_token();
  BOOST_TEST(state_of(make(first)->id).consent == "");
}

BOOST_AUTO_TEST_CASE(a_signed_customer_is_never_asked) {
  shop_asks("required", "I agree.");
  BOOST_TEST(make(wish("One", "key-0001", shop_says("ana"))).has_value());
  // Nor is the token that this made theirs.
  BOOST_TEST(make(wish("Two", "key-0002")).has_value());
}

BOOST_AUTO_TEST_CASE(a_guest_who_signed_in_elsewhere_is_not_asked_any_more) {
  make(wish("Hello", "key-0001"));
  const Person asked_before = with(token);
  make(wish("I am Ana", "key-0002", shop_says("ana")));
  shop_asks("required", "I agree.");
  BOOST_TEST(
      create(desk, asked_before, wish("Hello?", "key-0003")).has_value());
}

BOOST_AUTO_TEST_CASE(a_signed_customer_is_the_same_under_every_token) {
  const auto first =
      make(wish("One", "key-0001", shop_says("ana", "Ana"))).value();
  token = base::crypto::random_token();
  const auto second =
      make(wish("Two", "key-0002", shop_says("ana", "Ana"))).value();
  BOOST_TEST(name_in(first.id) == "Ana, verified");
  BOOST_TEST(state_of(first.id).customer == state_of(second.id).customer);
  BOOST_TEST(with(token).verified);
}

BOOST_AUTO_TEST_CASE(another_customers_identity_does_not_fit_a_token) {
  const auto made = make(wish("One", "key-0001", shop_says("ana"))).value();
  BOOST_CHECK(reason(make(wish("Two", "key-0002", shop_says("bob")))) ==
              Reason::forbidden);
  BOOST_TEST(conversations() == 1u);
  BOOST_TEST(with(token).customer == customer_key(desk.keys, "ana"));
  BOOST_TEST(said_in(made.id) == "1 open|2 message One|");
}

BOOST_AUTO_TEST_CASE(only_the_shop_names_a_verified_customer) {
  make(wish("One", "key-0001", shop_says("ana", "Ana")));
  NewConversation second = wish("Two", "key-0002");
  second.name = "The Director";
  second.email = "director@example.org";
  const auto made = make(second).value();
  BOOST_TEST(name_in(made.id) == "Ana, verified");
  BOOST_TEST(state_of(made.id).email == "");
}

BOOST_AUTO_TEST_CASE(a_name_given_as_a_guest_is_never_a_verified_one) {
  NewConversation first = wish("One", "key-0001");
  first.name = "The Director";
  make(first);
  make(wish("Two", "key-0002", shop_says("ana", "Ana")));
  const auto third = make(wish("Three", "key-0003")).value();
  BOOST_TEST(name_in(third.id) == "Ana, verified");
}

BOOST_AUTO_TEST_CASE(a_name_survives_a_conversation_that_was_never_written) {
  make(wish("One", "key-0001", shop_says("ana", "Ana")));
  desk.customers.note(with(token).customer, "key-lost",
                      store::ConversationId::make(now), now);
  const auto made = make(wish("Two", "key-0002")).value();
  BOOST_TEST(name_in(made.id) == "Ana, verified");
}

BOOST_AUTO_TEST_CASE(a_token_that_has_ended_opens_nothing_again) {
  make(wish("One", "key-0001"));
  wait(base::Days(181));
  BOOST_CHECK(reason(make(wish("Two", "key-0002"))) == Reason::not_signed_in);
  BOOST_CHECK(reason(make(wish("Two", "key-0002", shop_says("ana")))) ==
              Reason::not_signed_in);
  token = base::crypto::random_token();
  make(wish("One", "key-0001"));
  auto revoked = desk.tokens.find(store::token_hash(token), now).value();
  revoked.revoked = true;
  desk.tokens.save(store::token_hash(token), revoked);
  BOOST_CHECK(reason(make(wish("Two", "key-0002"))) == Reason::not_signed_in);
  BOOST_TEST(conversations() == 2u);
}

BOOST_AUTO_TEST_CASE(no_sub_is_a_guests_key) {
  make(wish("One", "key-0001"));
  const std::string hash = store::token_hash(token);
  for (const std::string& sub : {"guest|" + hash, "guest " + hash, hash})
    if (check_identity(desk.keys, shop_says(sub), now))
      BOOST_TEST(customer_key(desk.keys, sub) != with(token).customer);
}

BOOST_AUTO_TEST_CASE(while_latched_no_conversation_is_made) {
  store::latch(paths, "a test");
  BOOST_CHECK(reason(make(wish("x", "key-0001"))) == Reason::storage_latched);
  BOOST_TEST(conversations() == 0u);
}

BOOST_AUTO_TEST_CASE(a_guests_full_conversation_does_not_silence_who_signs_in) {
  const auto guest = make(wish("Hello", "key-0001")).value();
  base::Config tight_config = config;
  tight_config.limits.conversation_bytes = guest.appended.cursor.offset + 1;
  Desk tight{tight_config, table, 1};
  const auto made = create(tight, with(token),
                           wish("And?", "key-0002", shop_says("ana")));
  BOOST_REQUIRE(made.has_value());
  BOOST_CHECK(made->id != guest.id);
  BOOST_TEST(said_in(made->id) == "1 open|2 message And?|");
}

BOOST_AUTO_TEST_CASE(of_two_tabs_at_once_neither_takes_the_token_away) {
  const Person asked_before = with(token);
  const auto signed_in =
      make(wish("Hello", "key-0001", shop_says("ana"))).value();
  const auto guest =
      create(desk, asked_before, wish("Hello?", "key-0002")).value();
  const Person ana = with(token);
  BOOST_TEST(ana.verified);
  for (const Created& one : {signed_in, guest})
    BOOST_TEST(owner_of(desk, one.id.text(), ana.customer) == ana.customer);
  BOOST_CHECK(reason(create(desk, asked_before,
                            wish("I?", "key-0003", shop_says("bob")))) ==
              Reason::forbidden);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

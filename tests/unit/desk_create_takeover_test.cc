#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk_fixture.h"

namespace support::desk {
namespace {

struct Taking : test::DeskInFolder {
  std::string token = base::crypto::random_token();

  auto make(const NewConversation& wish) {
    return create(desk, with(token), wish);
  }
  std::size_t conversations() const {
    return desk.conversations.list().size();
  }
  // The name in a conversation's last `open` record.
  std::string name_in(const store::ConversationId& id) {
    return state_of(id).name + (state_of(id).verified ? ", verified" : "");
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_create_takeover, Taking)

BOOST_AUTO_TEST_CASE(a_guest_who_signs_in_takes_the_open_conversation_along) {
  const auto guest = make(wish("Hello", "key-0001")).value();
  const std::string ana = customer_key(desk.keys, "ana");
  const auto token_file = paths.token(store::token_hash(token));
  const std::string guests_token = get(token_file);
  for (int i = 0; i < 3; ++i) {  // and again, as a retry
    const auto made =
        make(wish("It is me", "key-0002", shop_says("ana", "Ana"))).value();
    BOOST_TEST((made.id == guest.id));
    BOOST_TEST(made.appended.n == 4u);
    BOOST_TEST(made.appended.repeated == (i > 0));
    BOOST_TEST(said_in(guest.id) ==
               "1 open|2 message Hello|3 open|4 message It is me|");
    // The second time as if the process had been killed before the token was
    // saved: it is still the guest's.
    if (i == 0) put(token_file, guests_token);
  }
  BOOST_TEST(name_in(guest.id) == "Ana, verified");
  BOOST_TEST(with(token).customer == ana);
  BOOST_TEST(desk.customers.conversations(ana).size() == 1u);
  BOOST_TEST(conversations() == 1u);
}

BOOST_AUTO_TEST_CASE(a_takeover_torn_anywhere_is_completed_by_its_retry) {
  const auto guest = make(wish("Hello", "key-0001")).value();
  const auto file = paths.conversation(guest.id);
  const auto token_file = paths.token(store::token_hash(token));
  const std::string before = get(file), guests_token = get(token_file);
  make(wish("It is me", "key-0002", shop_says("ana")));
  const std::string whole = get(file);
  for (std::size_t cut = before.size(); cut <= whole.size(); cut += 7) {
    put(file, whole.substr(0, cut));
    std::filesystem::remove(token_file);
    put(token_file, guests_token);
    BOOST_TEST(
        make(wish("It is me", "key-0002", shop_says("ana")))->appended.n ==
        4u);
    BOOST_TEST(said_in(guest.id) ==
                   "1 open|2 message Hello|3 open|4 message It is me|",
               "cut at " << cut);
  }
}

BOOST_AUTO_TEST_CASE(a_takeover_noted_and_closed_meanwhile_is_still_made) {
  const auto guest = make(wish("Hello", "key-0001")).value();
  const std::string ana = customer_key(desk.keys, "ana");
  desk.customers.note(ana, "key-0002", guest.id, now);  // then it was killed
  set_status(desk, agent(), guest.id, Status::closed, "key-clos");
  const auto made = make(wish("Me", "key-0002", shop_says("ana"))).value();
  BOOST_TEST((made.id == guest.id));
  BOOST_TEST(made.appended.n == 5u);
  BOOST_TEST(said_in(guest.id) ==
             "1 open|2 message Hello|3 status|4 open|5 message Me|");
  BOOST_TEST(state_of(guest.id).customer == ana);
}

BOOST_AUTO_TEST_CASE(a_closed_conversation_stays_the_guests) {
  const auto guest = make(wish("Hello", "key-0001")).value();
  set_status(desk, agent(), guest.id, Status::closed, "key-clos");
  const auto made = make(wish("Me", "key-0002", shop_says("ana"))).value();
  BOOST_TEST((made.id != guest.id));
  BOOST_TEST(said_in(guest.id) == "1 open|2 message Hello|3 status|");
}

BOOST_AUTO_TEST_CASE(a_guest_is_not_merged_by_name_or_email) {
  NewConversation first = wish("Hello", "key-0001");
  first.name = "Ana";
  first.email = "ana@example.org";
  make(first);
  const std::string guest = with(token).customer;
  token = base::crypto::random_token();
  first.identity = shop_says("ana", "Ana");
  make(first);
  BOOST_TEST(with(token).customer != guest);
  BOOST_TEST(conversations() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

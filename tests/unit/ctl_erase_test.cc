#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <thread>

#include "ctl_store.h"
#include "desk/erasure.h"
#include "desk/identity.h"
#include "store/keys.h"
#include "store/removal.h"
#include "store/tokens.h"
#include "store_data.h"

namespace support::ctl {
namespace {

using store::Kind;

const std::string kGuest(32, 'b');

struct Erasing : test::StorePlace {
  store::ConversationId id = conversation();
  const std::string hash = std::string(64, '1');
  const std::string guest_hash = std::string(64, '2');

  std::string erased(Words words) {
    words.push_back("--yes");
    return run(erase, words);
  }
  bool is_there(const store::ConversationId& one) const {
    return std::filesystem::exists(place.paths.conversation(one));
  }
  bool is_on_disk(const std::string& words) const {
    for (const auto& file : std::filesystem::recursive_directory_iterator(
             place.paths.data())) {
      if (file.is_regular_file() &&
          text_of(file.path()).find(words) != std::string::npos)
        return true;
    }
    return false;
  }
  void gives_token(const std::string& token_hash, const std::string& to) {
    store::Tokens(place.paths)
        .save(token_hash,
              {.customer = to, .issued = now, .last_send = now});
  }
  // Ben wrote as a guest twice, signed in as `customer` and took the second
  // conversation along.
  std::pair<store::ConversationId, store::ConversationId> takes_over() {
    const auto first = guests("guest-key-1", "said as a guest");
    const auto second = guests("guest-key-2", "taken along");
    add(second, {Kind::open, "c:" + customer, "signed-in-1",
                 {{"name", "Ben"}, {"verified", true}}});
    if (!customers.note(customer, "", second, now)) throw "note";
    return {first, second};
  }
  store::ConversationId guests(const std::string& key,
                               const std::string& words) {
    const auto one = store::ConversationId::make(now);
    const std::string by = "c:" + kGuest;
    if (!customers.note(kGuest, key, one, now)) throw "note";
    conversations
        .create(one, now, {{Kind::open, by, key + "-o", {{"name", "Ben"}}},
                           {Kind::message, by, key, {{"text", words}}}})
        .value();
    return one;
  }
};

BOOST_FIXTURE_TEST_SUITE(ctl_erase, Erasing)

BOOST_AUTO_TEST_CASE(a_message_goes_with_its_words_and_leaves_an_audit_line) {
  say(id, "c:" + customer, "my card is mauve");
  BOOST_TEST(erased({"message", id.text(), "3"}).find("taken out: message 3") ==
             0u);
  BOOST_TEST(status == 0);
  BOOST_TEST(!is_on_disk("mauve"));
  BOOST_TEST(is_on_disk("\"sensitive_delete\""));
  BOOST_TEST(complained("Backups"));
  erased({"message", id.text(), "3"});
  BOOST_TEST(status == 0);
  run(verify, {});
  BOOST_TEST(status == 0, out.str());
}

BOOST_AUTO_TEST_CASE(an_attachment_goes_with_its_message) {
  const base::Path file = attach(id, "Some words\n", 3);
  erased({"message", id.text(), "3"});
  BOOST_TEST(!std::filesystem::exists(file));
  BOOST_TEST(!is_on_disk("note.txt"));
  run(verify, {});
  BOOST_TEST(status == 0, out.str());
}

BOOST_AUTO_TEST_CASE(without_a_yes_nothing_goes) {
  for (const Words& words :
       {Words{"message", id.text(), "2"}, Words{"conversation", id.text()},
        Words{"customer", customer}}) {
    run(erase, words, "no\n");
    BOOST_TEST(status == 64);
    BOOST_TEST(is_on_disk("Hello"));
  }
  run(erase, {"message", id.text(), "2"}, "yes\n");
  BOOST_TEST(status == 0);
  BOOST_TEST(!is_on_disk("Hello"));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_told) {
  const std::string nobody = store::ConversationId::make(now).text();
  for (const Words& words :
       {Words{"message", id.text(), "9"}, Words{"message", nobody, "2"},
        Words{"message", "../x", "2"}, Words{"conversation", nobody},
        Words{"customer", std::string(32, 'f')},
        Words{"customer", "--conversation", nobody}}) {
    erased(words);
    BOOST_TEST(status == 66);
  }
  erased({"message", id.text(), "1"});
  BOOST_TEST(status == 65);
  for (const Words& words :
       {Words{}, Words{"everything"}, Words{"message", id.text()},
        Words{"message", id.text(), "two"}, Words{"customer"},
        Words{"customer", "--sub", "7", "--conversation", id.text()},
        Words{"customer", "ana@mail.example"}}) {
    erased(words);
    BOOST_TEST(status == 64);
  }
  BOOST_TEST(is_on_disk("Hello"));
}

BOOST_AUTO_TEST_CASE(a_conversation_goes_whole_and_is_gone_in_its_list) {
  const base::Path file = attach(id, "Some words\n", 3);
  const auto other = conversation("create-02");
  BOOST_TEST(erased({"conversation", id.text()}).find("1 conversations, 1 fil")
             != std::string::npos);
  BOOST_TEST(!is_there(id));
  BOOST_TEST(!std::filesystem::exists(file));
  BOOST_TEST(is_on_disk("\"upload_delete\""));
  BOOST_TEST(is_there(other));
  const auto left = customers.conversations(customer);
  BOOST_REQUIRE(left.size() == 1u);
  BOOST_CHECK(left[0].conversation == other);
  run(verify, {});
  BOOST_TEST(status == 0, out.str());
}

BOOST_AUTO_TEST_CASE(the_create_that_made_it_does_not_make_it_again) {
  erased({"conversation", id.text()});
  const auto again = customers.note(customer, "create-01",
                                    store::ConversationId::make(now), now);
  BOOST_CHECK(again.error().reason == base::Reason::gone);
}

BOOST_AUTO_TEST_CASE(a_customer_goes_with_list_and_tokens_and_nobody_else) {
  const auto other = guests("guest-key-1", "said as a guest");
  gives_token(hash, customer);
  gives_token(guest_hash, kGuest);
  conversation("create-02");
  const std::string told = erased({"customer", customer});
  BOOST_TEST(told.find("2 conversations, 0 files") != told.npos);
  BOOST_TEST(told.find("1 tokens") != told.npos);
  BOOST_TEST(is_on_disk("\"authn_token_revoked\""));
  BOOST_TEST(!is_on_disk("Hello"));
  BOOST_TEST(!std::filesystem::exists(place.paths.customer(customer)));
  BOOST_TEST(!std::filesystem::exists(place.paths.token(hash)));
  BOOST_TEST(is_there(other));
  BOOST_TEST(std::filesystem::exists(place.paths.token(guest_hash)));
  erased({"customer", customer});
  BOOST_TEST(status == 66);
}

BOOST_AUTO_TEST_CASE(what_they_said_as_a_guest_goes_too) {
  const auto [first, second] = takes_over();
  gives_token(hash, customer);
  erased({"customer", "--conversation", second.text()});
  BOOST_TEST(complained("guest " + kGuest));
  BOOST_TEST(!is_there(first));
  BOOST_TEST(!is_there(second));
  BOOST_TEST(!is_there(id));
  BOOST_TEST(!std::filesystem::exists(place.paths.customer(kGuest)));
}

BOOST_AUTO_TEST_CASE(a_guest_asked_for_takes_no_signed_customer_along) {
  const auto [first, second] = takes_over();
  erased({"customer", kGuest});
  BOOST_TEST(!is_there(first));
  BOOST_TEST(!is_there(second));
  BOOST_TEST(is_there(id));
  // In the signed customer's list it is gone.
  BOOST_TEST(customers.conversations(customer).size() == 1u);
  BOOST_TEST(customers.all(customer).size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_shop_s_own_id_finds_the_customer) {
  const auto keys = store::load_or_make_keys(place.config.keys_file);
  const std::string key = desk::customer_key(keys, "42");
  const auto theirs = store::ConversationId::make(now);
  customers.note(key, "create-42", theirs, now).value();
  conversations
      .create(theirs, now, {{Kind::open, "c:" + key, "create-42-o", {}}})
      .value();
  erased({"customer", "--sub", "42"});
  BOOST_TEST(status == 0);
  BOOST_TEST(!is_there(theirs));
}

// As whoever is killed after each of its deeds leaves it.
BOOST_AUTO_TEST_CASE(a_customer_s_erasure_that_was_cut_off_goes_on) {
  const auto [first, second] = takes_over();
  gives_token(hash, customer);
  store::Tokens(place.paths).revoke(hash);
  const auto yes = [] { return true; };
  store::remove_conversation(place.paths, first, now, yes).value();
  BOOST_REQUIRE(customers.remove(kGuest, 2).value());
  store::remove_conversation(place.paths, second, now, yes).value();
  erased({"customer", customer});
  BOOST_TEST(status == 0);
  BOOST_TEST(!is_there(id));
  BOOST_TEST(!std::filesystem::exists(place.paths.token(hash)));
  gives_token(hash, customer);  // the tokens come last
  erased({"customer", customer});
  BOOST_TEST(status == 0);
  BOOST_TEST(!std::filesystem::exists(place.paths.token(hash)));
}

// It is listed when the erasure comes by, and written when that is past.
BOOST_AUTO_TEST_CASE(a_conversation_in_the_making_goes_too) {
  const auto late = store::ConversationId::make(now);
  BOOST_REQUIRE(customers.note(customer, "create-02", late, now));
  std::thread maker;
  desk::Erased erased;
  const auto begin_to_make = [&](const store::ConversationId& gone) {
    if (gone != id) return;
    maker = std::thread(
        [&, turn = base::FileLock::take(
                place.config.run_dir / "create-7a.lock", 0)] {
          std::this_thread::sleep_for(base::Millis(100));
          conversations
              .create(late, now, {{Kind::open, "c:" + customer, "create-02-o",
                                   {{"name", "mauve"}}}})
              .value();
        });
  };
  BOOST_TEST(desk::erase_customer(
                 {place.paths, place.config.run_dir, now, begin_to_make},
                 customer, erased)
                 .has_value());
  maker.join();
  BOOST_TEST(!is_there(late));
}

BOOST_AUTO_TEST_CASE(who_writes_in_that_very_moment_is_erased_or_refused) {
  const int good = test::in_processes(3, [&](int i) {
    if (i == 0) {
      const base::Path run_dir = place.config.run_dir;
      desk::Erased erased;
      return test::retry_while_busy([&] {
               return desk::erase_customer(
                   {place.paths, run_dir, now, [](const auto&) {}}, customer,
                   erased);
             }).has_value();
    }
    for (int k = 0; k < 50; ++k) {
      const auto done = test::retry_while_busy([&] {
        return conversations.append(
            id, now, {{Kind::message, "c:" + customer,
                       "key-" + std::to_string(1000 * i + k),
                       {{"text", "mauve"}}}});
      });
      if (!done) return true;
    }
    return true;
  });
  BOOST_TEST(good == 3);
  BOOST_TEST(!is_on_disk("mauve"));
  BOOST_TEST(!is_there(id));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::ctl

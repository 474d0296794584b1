#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <set>

#include "store/paths.h"
#include "store_data.h"

namespace support::store {
namespace {

using test::time_of;

const std::string kId = "20261122-K7Q2M8XW4TB3N9RD5VHJ";
const std::string kCustomer = "9f2c0123456789abcdef0123456789ab";

ConversationId the_id() { return ConversationId::parse(kId).value(); }

BOOST_AUTO_TEST_SUITE(store_paths)

BOOST_AUTO_TEST_CASE(an_id_begins_with_the_utc_day_of_its_making) {
  const auto late = time_of("2026-11-22T23:59:59.999Z");
  BOOST_TEST(ConversationId::make(late).day() == "20261122");
  BOOST_TEST(ConversationId::make(late + base::Millis(1)).day() == "20261123");
}

BOOST_AUTO_TEST_CASE(what_is_made_can_be_read_and_is_never_the_same) {
  const auto now = time_of("2026-11-22T10:00:00Z");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto id = ConversationId::make(now);
    BOOST_REQUIRE(ConversationId::parse(id.text()) == id);
    BOOST_REQUIRE(seen.insert(id.text()).second);
  }
}

BOOST_AUTO_TEST_CASE(an_id_of_another_form_is_none) {
  BOOST_TEST(ConversationId::parse(kId).has_value());
  for (std::size_t i = 0; i < kId.size(); ++i) {
    BOOST_TEST(!ConversationId::parse(kId.substr(0, i)));
    for (const char bad : {'/', '.', '\0', ' ', '%', 'k', 'I', 'L', 'O', 'U'}) {
      std::string id = kId;
      id[i] = bad;
      BOOST_TEST(!ConversationId::parse(id), "at " << i);
    }
  }
  for (const char* day : {"20260022", "20261322", "20261100", "20261132"})
    BOOST_TEST(!ConversationId::parse(day + kId.substr(8)), day);
  BOOST_TEST(!ConversationId::parse(kId + "\n"));
  BOOST_TEST(!ConversationId::parse(kId + "0"));
}

BOOST_AUTO_TEST_CASE(a_customers_key_is_32_hex_digits_in_lower_case) {
  BOOST_TEST(is_customer_key(kCustomer));
  BOOST_TEST(!is_customer_key(""));
  BOOST_TEST(!is_customer_key(kCustomer.substr(1)));
  BOOST_TEST(!is_customer_key(kCustomer + "0"));
  BOOST_TEST(!is_customer_key(kCustomer.substr(1) + "A"));
  BOOST_TEST(!is_customer_key(kCustomer.substr(2) + "./"));
}

BOOST_AUTO_TEST_CASE(a_login_can_stand_in_a_path) {
  for (const char* good : {"a", "7", "marta", "m.k_1-x"})
    BOOST_TEST(is_login(good), good);
  BOOST_TEST(is_login(std::string(40, 'a')));
  BOOST_TEST(!is_login(std::string(41, 'a')));
  for (const char* bad : {"", ".", "..", "a..b", "-a", "_a", ".a", "Marta",
                          "a/b", "a b", "mär", "a\n"})
    BOOST_TEST(!is_login(bad), bad);
  BOOST_TEST(!is_login(std::string("a\0b", 3)));
}

BOOST_AUTO_TEST_CASE(a_messages_key_has_8_to_40_characters) {
  BOOST_TEST(is_message_key("aZ09_-aZ"));
  BOOST_TEST(is_message_key(std::string(40, 'k')));
  BOOST_TEST(!is_message_key(std::string(7, 'k')));
  BOOST_TEST(!is_message_key(std::string(41, 'k')));
  for (const char* bad : {"", "key 0001", "key.0001", "key\"0001", "kéy00001"})
    BOOST_TEST(!is_message_key(bad), bad);
}

BOOST_AUTO_TEST_CASE(every_file_has_its_place) {
  const Paths paths("/d", "/c", "/r");
  const auto now = time_of("2026-11-22T23:59:59Z");
  const std::string hash(64, 'e');
  const std::pair<base::Path, std::string> places[] = {
      {paths.version(), "/d/VERSION"},
      {paths.conversation(the_id()),
       "/d/conversations/2026/11/22/" + kId + ".jsonl"},
      {paths.files_of(the_id()), "/d/files/2026/11/22/" + kId},
      {paths.file(the_id(), 12, "abc"),
       "/d/files/2026/11/22/" + kId + "/12-abc"},
      {paths.incoming(), "/d/files/incoming"},
      {paths.customer(kCustomer), "/d/customers/9f/" + kCustomer + ".jsonl"},
      {paths.token(hash), "/d/tokens/ee/" + hash + ".json"},
      {paths.user("marta"), "/d/users/marta.json"},
      {paths.session(hash), "/d/sessions/" + hash + ".json"},
      {paths.settings(), "/d/settings.json"},
      {paths.quick_replies(), "/d/quick-replies.json"},
      {paths.journal(now), "/d/journal/20261122.log"},
      {paths.audit(now), "/d/audit/20261122.jsonl"},
      {paths.index(), "/c/index.db"},
      {paths.latch(), "/r/storage-latched"},
  };
  for (const auto& [path, place] : places) BOOST_TEST(path.string() == place);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "store/tokens.h"
#include "store_data.h"

namespace support::store {
namespace {

using base::Days;

struct TokensInFolder : test::Data {
  Tokens tokens{paths};
  std::string hash = token_hash(std::string(43, 'a'));
  Token token{.customer = "0123456789abcdef0123456789abcdef",
              .verified = true,
              .issued = now,
              .last_send = now};
};

BOOST_FIXTURE_TEST_SUITE(store_tokens, TokensInFolder)

BOOST_AUTO_TEST_CASE(a_token_is_43_characters_of_base64url) {
  BOOST_TEST(is_token(std::string(41, 'A') + "-_"));
  for (const std::string& bad :
       {std::string(), std::string(42, 'a'), std::string(44, 'a'),
        std::string(42, 'a') + "/", std::string(42, 'a') + " "})
    BOOST_TEST(!is_token(bad));
}

BOOST_AUTO_TEST_CASE(what_is_saved_is_found_by_another_process) {
  tokens.save(hash, token);
  const Token found = Tokens(paths).find(hash, now).value();
  BOOST_TEST(found.customer == token.customer);
  BOOST_TEST(found.verified);
  BOOST_CHECK(found.issued == now);
}

BOOST_AUTO_TEST_CASE(the_file_does_not_hold_the_token) {
  tokens.save(hash, token);
  BOOST_TEST(paths.token(hash).string().find("aaaa") == std::string::npos);
  BOOST_TEST(get(paths.token(hash)).find("aaaa") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(unknown_and_malformed_hashes_find_nothing) {
  put(paths.data() / "x.json", "{}");
  for (const std::string& bad : {std::string(64, '0'), std::string(),
                                 std::string("../x"), std::string(63, '0')})
    BOOST_TEST(!tokens.find(bad, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_token_ends_180_days_after_its_last_send) {
  tokens.save(hash, token);
  BOOST_TEST(tokens.find(hash, now + Days(180)).has_value());
  BOOST_TEST(!tokens.find(hash, now + Days(181)).has_value());
  BOOST_TEST(!Tokens(paths).find(hash, now + Days(181)).has_value());
}

BOOST_AUTO_TEST_CASE(a_send_prolongs_it_and_is_written_once_a_day) {
  tokens.save(hash, token);
  tokens.note_send(hash, now + base::Seconds(60));
  const auto same_day = base::stamp_of(paths.token(hash));
  tokens.note_send(hash, now + base::Seconds(120));
  BOOST_CHECK(base::stamp_of(paths.token(hash)) == same_day);
  tokens.note_send(hash, now + Days(100));
  BOOST_TEST(tokens.find(hash, now + Days(270)).has_value());
  BOOST_TEST(Tokens(paths).find(hash, now + Days(270)).has_value());
}

BOOST_AUTO_TEST_CASE(a_revocation_is_seen_by_a_process_that_kept_the_token) {
  tokens.save(hash, token);
  Tokens other(paths);
  BOOST_TEST(other.find(hash, now).has_value());
  token.revoked = true;
  tokens.save(hash, token);
  BOOST_TEST(!other.find(hash, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_revoked_token_stays_revoked) {
  const Token before = token;
  token.revoked = true;
  tokens.save(hash, token);
  tokens.save(hash, before);
  tokens.note_send(hash, now + Days(1));
  BOOST_TEST(!Tokens(paths).find(hash, now).has_value());
}

BOOST_AUTO_TEST_CASE(sends_of_eight_processes_never_undo_a_revocation) {
  tokens.save(hash, token);
  test::in_processes(8, [&](int i) {
    Tokens mine(paths);
    Token revoked = token;
    revoked.revoked = true;
    for (int day = 1; day <= 20; ++day) mine.note_send(hash, now + Days(day));
    if (i == 0) mine.save(hash, revoked);
    for (int day = 21; day <= 40; ++day) mine.note_send(hash, now + Days(day));
    return true;
  });
  BOOST_TEST(!Tokens(paths).find(hash, now).has_value());
}

BOOST_AUTO_TEST_CASE(while_latched_a_send_is_not_noted_and_nothing_is_thrown) {
  tokens.save(hash, token);
  latch(paths, "why");
  BOOST_CHECK_NO_THROW(tokens.note_send(hash, now + Days(2)));
  BOOST_CHECK_THROW(tokens.save(hash, token), base::IoError);
  BOOST_TEST(tokens.find(hash, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_damaged_file_is_told_by_name) {
  for (const char* bad : {"", "{}", "{\"customer\":\"x\"}",
                          "{\"customer\":\"0123456789abcdef0123456789abcdef\","
                          "\"revoked\":\"no\"}"}) {
    put(paths.token(hash), bad);
    BOOST_CHECK_THROW(tokens.find(hash, now), std::runtime_error);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

#define BOOST_TEST_DYN_LINK
#include "base/crypto.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "base/text.h"

using namespace support::base;
using namespace std::string_literals;

namespace {

bool has_only(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == text.npos;
}

// 0, 1, 2 and so on, as the published vectors have it.
std::string counting(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(i);
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base_crypto)

BOOST_AUTO_TEST_CASE(random_words_have_their_length_and_letters) {
  BOOST_TEST(crypto::random_bytes(33).size() == 33u);
  const std::string base32 = crypto::random_base32(4000);
  BOOST_TEST(base32.size() == 4000u);
  const std::set<char> seen(base32.begin(), base32.end());
  BOOST_TEST(std::string(seen.begin(), seen.end()) ==
             "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
  const std::string token = crypto::random_token();
  BOOST_TEST(token.size() == 43u);
  BOOST_TEST(crypto::from_base64url(token)->size() == 32u);
  BOOST_TEST(token != crypto::random_token());
}

BOOST_AUTO_TEST_CASE(blake2b_of_256_bits_is_the_published_one) {
  BOOST_TEST(
      crypto::blake2b_hex("") ==
      "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  BOOST_TEST(
      crypto::blake2b_hex("abc") ==
      "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

BOOST_AUTO_TEST_CASE(the_keyed_hash_depends_on_key_text_and_length) {
  // From the reference vectors of BLAKE2b, key 00 to 3f, input 00 01 02.
  BOOST_TEST(crypto::keyed_hash_hex(counting(64), counting(3), 64) ==
             "33d0825dddf7ada99b0e7e307104ad07ca9cfd9692214f1561356315e784f3e5"
             "a17e364ae9dbb14cb2036df932b77f4b292761365fb328de7afdc6d8998f5fc1");
  const std::string key(32, 'k');
  BOOST_TEST(crypto::keyed_hash_hex(key, "a", 16).size() == 32u);
  BOOST_TEST(crypto::keyed_hash_hex(key, "a", 16) !=
             crypto::keyed_hash_hex(key, "b", 16));
  BOOST_TEST(crypto::keyed_hash_hex(key, "a", 16) !=
             crypto::keyed_hash_hex(std::string(32, 'l'), "a", 16));
}

BOOST_AUTO_TEST_CASE(the_short_hash_is_siphash) {
  // From the reference vectors of SipHash-2-4, key 00 to 0f.
  BOOST_TEST(crypto::short_hash(counting(16), "") == 0x726fdb47dd0e0e31u);
  BOOST_TEST(crypto::short_hash(counting(16), "\0"s) == 0x74f839c593dc67fdu);
}

BOOST_AUTO_TEST_CASE(the_hmac_takes_keys_of_any_length) {
  // RFC 4231, cases 2 and 6.
  BOOST_TEST(
      hex(crypto::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  BOOST_TEST(
      hex(crypto::hmac_sha256(
          std::string(131, '\xaa'),
          "Test Using Larger Than Block-Size Key - Hash Key First")) ==
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

BOOST_AUTO_TEST_CASE(equal_compares_all_bytes_and_the_length) {
  BOOST_TEST(crypto::equal("", ""));
  BOOST_TEST(crypto::equal("a\0b"s, "a\0b"s));
  BOOST_TEST(!crypto::equal("a\0b"s, "a\0c"s));
  BOOST_TEST(!crypto::equal("a", "ab"));
  BOOST_TEST(!crypto::equal("", "a"));
}

BOOST_AUTO_TEST_CASE(each_purpose_has_its_own_key) {
  const std::string master(32, 'm');
  const std::string key = crypto::subkey(master, 1);
  BOOST_TEST(key.size() == 32u);
  BOOST_TEST(key == crypto::subkey(master, 1));
  BOOST_TEST(key != crypto::subkey(master, 2));
  BOOST_TEST(key != crypto::subkey(std::string(32, 'n'), 1));
  BOOST_TEST(key != master);
}

BOOST_AUTO_TEST_CASE(base64url_reads_only_its_one_spelling) {
  for (std::size_t count = 0; count < 70; ++count) {
    const std::string bytes = crypto::random_bytes(count);
    const std::string text = crypto::base64url(bytes);
    BOOST_TEST(has_only(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
                              "wxyz0123456789-_"));
    BOOST_TEST((crypto::from_base64url(text) == bytes));
  }
  BOOST_TEST(crypto::base64url("\xFB\xFF") == "-_8");
  for (const char* text : {"-_9", "-_8=", "+/8", "A", "-_ 8", "-_8\n", "AAAAA"})
    BOOST_TEST(!crypto::from_base64url(text), text);
}

BOOST_AUTO_TEST_CASE(base64_is_padded) {
  BOOST_TEST(crypto::base64("\xFB\xFF") == "+/8=");
  BOOST_TEST(crypto::base64("") == "");
}

BOOST_AUTO_TEST_CASE(hex_reads_whole_bytes_only) {
  BOOST_TEST((crypto::from_hex("007fABff") == "\x00\x7F\xAB\xFF"s));
  BOOST_TEST((crypto::from_hex("") == ""));
  for (const char* text : {"0", "0g", "00 ", "0x00", "00:11"})
    BOOST_TEST(!crypto::from_hex(text), text);
}

BOOST_AUTO_TEST_CASE(only_the_password_itself_matches) {
  const std::string hash =
      crypto::hash_password("correct horse battery", crypto::Cost::cheap);
  BOOST_TEST(hash.starts_with("$argon2id$"));
  BOOST_TEST(crypto::password_matches(hash, "correct horse battery"));
  BOOST_TEST(!crypto::password_matches(hash, "correct horse batterz"));
  BOOST_TEST(!crypto::password_matches(hash, ""));
  BOOST_TEST(!crypto::password_matches("", ""));
  BOOST_TEST(!crypto::password_matches("no hash", "no hash"));
  BOOST_TEST(hash != crypto::hash_password("correct horse battery",
                                           crypto::Cost::cheap));
}

BOOST_AUTO_TEST_CASE(a_hash_of_another_cost_wants_to_be_made_again) {
  const std::string cheap = crypto::hash_password("x", crypto::Cost::cheap);
  const std::string normal = crypto::hash_password("x", crypto::Cost::normal);
  BOOST_TEST(normal.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
  BOOST_TEST(!crypto::needs_rehash(cheap, crypto::Cost::cheap));
  BOOST_TEST(crypto::needs_rehash(cheap, crypto::Cost::normal));
  BOOST_TEST(!crypto::needs_rehash(normal, crypto::Cost::normal));
  BOOST_TEST(crypto::needs_rehash("no hash", crypto::Cost::normal));
}

BOOST_AUTO_TEST_CASE(sha256_is_of_all_that_was_added) {
  crypto::Sha256 sum;
  sum.add("a");
  sum.add("");
  sum.add("bc");
  BOOST_TEST(
      sum.hex() ==
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_SUITE_END()

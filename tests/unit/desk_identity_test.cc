#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk_fixture.h"

namespace support::desk {
namespace {

using base::Reason;
using base::crypto::base64url;

struct Checking : test::DeskInFolder {
  std::int64_t now_s =
      std::chrono::floor<base::Seconds>(now).time_since_epoch().count();
  std::string header = R"({"alg":"HS256","typ":"JWT","kid":"shop-1"})";

  // The claims of an ordinary identity, with `more` in place of, or after,
  // the last of them.
  std::string claims(const std::string& times, const std::string& more = "") {
    return R"({"sub":"ana","aud":"bookshop-support",)" + times + more + "}";
  }
  std::string times(std::int64_t iat, std::int64_t exp) const {
    return "\"iat\":" + std::to_string(now_s + iat) +
           ",\"exp\":" + std::to_string(now_s + exp);
  }
  // Signed by the shop's key, whatever it says.
  std::string jwt(const std::string& head, const std::string& payload) const {
    const std::string both = base64url(head) + "." + base64url(payload);
    return both + "." +
           base64url(base::crypto::hmac_sha256(shop_key.secret, both));
  }
  // "ok", "expired", or what was invalid.
  std::string check(const std::string& text) const {
    const auto identity = check_identity(desk.keys, text, now);
    if (identity) return "ok";
    if (identity.error().reason == Reason::identity_expired) return "expired";
    BOOST_REQUIRE(identity.error().reason == Reason::identity_invalid);
    return identity.error().detail;
  }
  std::string check_claims(const std::string& payload) const {
    return check(jwt(header, payload));
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_identity, Checking)

BOOST_AUTO_TEST_CASE(what_the_shop_signs_is_believed) {
  const auto identity =
      check_identity(desk.keys, shop_says("ana", "Ana Álvarez"), now);
  BOOST_REQUIRE(identity.has_value());
  BOOST_TEST(identity->sub == "ana");
  BOOST_TEST(identity->name == "Ana Álvarez");
  BOOST_TEST(check_claims(claims(times(0, 600))) == "ok");
}

// Computed with Python's hmac, so that both sides are not wrong alike.
BOOST_AUTO_TEST_CASE(a_token_made_by_another_program_holds) {
  store::Keys keys;
  keys.identity["k1"] = {"k1", std::string(32, 'K'), now};
  const std::string text =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0."
      "eyJzdWIiOiI0MiIsIm5hbWUiOiJBbmEiLCJpYXQiOjE3OTUzNDQwNjAsImV4cCI6MTc5NT"
      "M0NDY2MCwiYXVkIjoiYm9va3Nob3Atc3VwcG9ydCJ9."
      "mi4JTgbriuUxDFrlvy6ctKeseF067gp3RI_ojbaLeQk";
  const auto identity = check_identity(keys, text, now);
  BOOST_REQUIRE(identity.has_value());
  BOOST_TEST(identity->sub == "42");
  BOOST_TEST(identity->name == "Ana");
}

BOOST_AUTO_TEST_CASE(no_other_algorithm_is_taken) {
  const std::string payload = claims(times(0, 600));
  for (const char* alg : {"none", "None", "HS512", "HS384", "RS256", "hs256",
                          ""}) {
    const std::string head =
        std::string(R"({"alg":")") + alg + R"(","kid":"shop-1"})";
    BOOST_TEST(check(jwt(head, payload)) == "alg must be HS256", alg);
    BOOST_TEST(check(base64url(head) + "." + base64url(payload) + ".") ==
               "alg must be HS256");
  }
  BOOST_TEST(check(jwt(R"({"kid":"shop-1"})", payload)) ==
             "alg must be HS256");
  BOOST_TEST(check(jwt(R"({"alg":["HS256"],"kid":"shop-1"})", payload)) ==
             "alg must be HS256");
}

BOOST_AUTO_TEST_CASE(an_unknown_or_missing_kid_is_refused) {
  const std::string payload = claims(times(0, 600));
  for (const char* head :
       {R"({"alg":"HS256"})", R"({"alg":"HS256","kid":""})",
        R"({"alg":"HS256","kid":"shop-2"})", R"({"alg":"HS256","kid":1})",
        R"({"alg":"HS256","kid":"../keys"})"})
    BOOST_TEST(check(jwt(head, payload)) == "kid is not known", head);
}

BOOST_AUTO_TEST_CASE(each_kid_has_its_own_key) {
  const auto second =
      store::add_identity_key(config.keys_file, "shop-2", now);
  const auto keys = store::load_keys(config.keys_file);
  const std::string good =
      sign_identity(second, {"ana", "", ""}, now, base::Seconds(60));
  BOOST_TEST(check_identity(keys, good, now).has_value());
  BOOST_TEST(check_identity(keys, shop_says("ana"), now).has_value());
  store::IdentityKey crossed = second;
  crossed.kid = "shop-1";
  BOOST_TEST(!check_identity(
                  keys,
                  sign_identity(crossed, {"ana", "", ""}, now,
                                base::Seconds(60)),
                  now));
}

BOOST_AUTO_TEST_CASE(a_payload_in_another_ones_place_is_refused) {
  const std::string ana = shop_says("ana"), bob = shop_says("bob");
  const auto parts = [](const std::string& text) {
    return base::split(text, '.');
  };
  const std::string swapped = std::string(parts(ana)[0]) + "." +
                              std::string(parts(bob)[1]) + "." +
                              std::string(parts(ana)[2]);
  BOOST_TEST(check(swapped) == "signature");
}

BOOST_AUTO_TEST_CASE(every_changed_letter_is_noticed) {
  const std::string good = shop_says("ana", "Ana");
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string text = good;
    text[i] = text[i] == 'A' ? 'B' : 'A';
    BOOST_TEST(check(text) != "ok", "letter " << i);
    BOOST_TEST(check(good.substr(0, i)) != "ok", "length " << i);
  }
}

BOOST_AUTO_TEST_CASE(no_mac_and_no_key_are_no_signature) {
  const std::string both =
      base64url(header) + "." + base64url(claims(times(0, 600)));
  BOOST_TEST(check(both + ".") == "signature");
  BOOST_TEST(check(both + "." + base64url(std::string(32, '\0'))) ==
             "signature");
  BOOST_TEST(check(both + "." +
                   base64url(base::crypto::hmac_sha256("", both))) ==
             "signature");
}

BOOST_AUTO_TEST_CASE(base64_has_no_padding_and_no_other_alphabet) {
  const std::string good = shop_says("ana");
  for (const std::string& bad :
       {good + "=", good + "==", good + " ", good + "\n", " " + good,
        good + ".", good + ".x", "." + good})
    BOOST_TEST(check(bad) != "ok");
  std::string other = good;
  std::ranges::replace(other, '-', '+');
  std::ranges::replace(other, '_', '/');
  if (other != good) BOOST_TEST(check(other) != "ok");
}

BOOST_AUTO_TEST_CASE(anything_that_is_no_jwt_is_refused) {
  for (const std::string& bad :
       {std::string(), std::string("."), std::string(".."),
        std::string("a.b.c"), std::string("a.b.c.d"), std::string(1000, '.'),
        base64url("[]") + "." + base64url("{}") + ".",
        base64url("{}") + "..", base64url("\xff") + "..",
        std::string("\0.\0.\0", 5)})
    BOOST_TEST(check(bad) != "ok");
}

BOOST_AUTO_TEST_CASE(a_huge_one_is_refused_unread) {
  const std::string payload =
      claims(times(0, 600), ",\"x\":\"" + std::string(4000, 'x') + "\"");
  BOOST_TEST(check_claims(payload) == "not a JWT of three parts");
  BOOST_TEST(check(std::string(10'000'000, 'a')) ==
             "not a JWT of three parts");
}

BOOST_AUTO_TEST_CASE(it_holds_from_iat_to_exp_and_a_little_longer) {
  BOOST_TEST(check_claims(claims(times(60, 600))) == "ok");
  BOOST_TEST(check_claims(claims(times(61, 600))) == "iat is ahead");
  BOOST_TEST(check_claims(claims(times(-600, -5))) == "ok");
  BOOST_TEST(check_claims(claims(times(-600, -6))) == "expired");
  BOOST_TEST(check_claims(claims(times(-86400, -86000))) == "expired");
}

BOOST_AUTO_TEST_CASE(it_lives_for_15_minutes_at_most) {
  const std::string too_long = "exp must be at most 15 minutes after iat";
  BOOST_TEST(check_claims(claims(times(0, 900))) == "ok");
  BOOST_TEST(check_claims(claims(times(0, 901))) == too_long);
  BOOST_TEST(check_claims(claims(times(0, 0))) == too_long);
  BOOST_TEST(check_claims(claims(times(0, -1))) == too_long);
  // Also one that is over: a wrong word is wrong before it is old.
  BOOST_TEST(check_claims(claims(times(-2000, -10))) == too_long);
  for (const char* extremes :
       {R"("iat":-9223372036854775807,"exp":9223372036854775807)",
        R"("iat":-9223372036854775807,"exp":-9223372036854775000)",
        R"("iat":0,"exp":9223372036854775807)"})
    BOOST_TEST(check_claims(claims(extremes)) == too_long, extremes);
}

BOOST_AUTO_TEST_CASE(times_are_whole_numbers_and_both_are_there) {
  const std::string iat = "\"iat\":" + std::to_string(now_s);
  const std::string wrong = "iat and exp must be numbers";
  BOOST_TEST(check_claims(claims(iat)) == wrong);
  BOOST_TEST(check_claims(claims("\"exp\":" + std::to_string(now_s))) == wrong);
  BOOST_TEST(check_claims(claims(iat + R"(,"exp":"9999999999")")) == wrong);
  BOOST_TEST(check_claims(claims(iat + R"(,"exp":1e10)")) == wrong);
  BOOST_TEST(check_claims(claims(iat + R"(,"exp":null)")) == wrong);
}

BOOST_AUTO_TEST_CASE(it_is_for_us_or_for_us_among_others) {
  const auto with_aud = [&](const std::string& aud) {
    return check_claims(R"({"sub":"ana",)" + times(0, 600) + aud + "}");
  };
  const std::string wrong = "aud must be bookshop-support";
  BOOST_TEST(with_aud(R"(,"aud":["other","bookshop-support"])") == "ok");
  for (const char* aud :
       {"", R"(,"aud":"other")", R"(,"aud":[])", R"(,"aud":["other"])",
        R"(,"aud":[["bookshop-support"]])", R"(,"aud":{"bookshop-support":1})",
        R"(,"aud":"bookshop-support ")", R"(,"aud":null)", R"(,"aud":1)"})
    BOOST_TEST(with_aud(aud) == wrong, aud);
}

BOOST_AUTO_TEST_CASE(a_sub_is_1_to_128_printable_characters) {
  const auto with_sub = [&](const std::string& sub) {
    return check_claims("{" + times(0, 600) +
                        R"(,"aud":"bookshop-support")" + sub + "}");
  };
  BOOST_TEST(with_sub(",\"sub\":\"" + std::string(128, '~') + "\"") == "ok");
  for (const std::string& sub :
       {std::string(), std::string(R"(,"sub":"")"),
        std::string(R"(,"sub":"a b")"), std::string(R"(,"sub":"ä")"),
        std::string(R"(,"sub":"a\n")"), std::string(R"(,"sub":1)"),
        std::string(R"(,"sub":null)"), std::string(R"(,"sub":["ana"])"),
        ",\"sub\":\"" + std::string(129, 'x') + "\""})
    BOOST_TEST(with_sub(sub) == "sub", sub);
}

BOOST_AUTO_TEST_CASE(a_claim_that_stands_twice_is_refused) {
  BOOST_TEST(check_claims(claims(times(0, 600), R"(,"sub":"bob")")) ==
             "payload");
  BOOST_TEST(check(jwt(R"({"alg":"none","alg":"HS256","kid":"shop-1"})",
                       claims(times(0, 600)))) == "header");
}

BOOST_AUTO_TEST_CASE(a_name_is_one_short_line) {
  const auto name_of = [&](const std::string& name) {
    return check_identity(
               desk.keys,
               jwt(header, claims(times(0, 600), ",\"name\":" + name)), now)
        ->name;
  };
  BOOST_TEST(name_of(R"("Ana\n\u202eBob\u0007")") == "Ana Bob");
  BOOST_TEST(base::code_points(
                 name_of("\"" + std::string(500, 'x') + "\"")) == 120u);
  BOOST_TEST(name_of("17") == "");
}

BOOST_AUTO_TEST_CASE(a_customers_key_tells_nothing_and_never_changes) {
  const std::string ana = customer_key(desk.keys, "ana");
  BOOST_TEST(store::is_customer_key(ana));
  BOOST_TEST(ana == customer_key(store::load_keys(config.keys_file), "ana"));
  BOOST_TEST(ana != customer_key(desk.keys, "bob"));
  store::Keys others = desk.keys;
  others.master = base::crypto::random_bytes(32);
  BOOST_TEST(ana != customer_key(others, "ana"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

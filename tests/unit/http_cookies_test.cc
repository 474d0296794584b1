#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "http/cookies.h"

#include <stdexcept>

namespace support::http {

BOOST_AUTO_TEST_SUITE(http_cookies)

BOOST_AUTO_TEST_CASE(a_cookie_is_found_among_others) {
  const char* header = "a=1; support-session=abc-_9; b=2";
  BOOST_TEST(cookie_in(header, "support-session") == "abc-_9");
  BOOST_TEST(cookie_in(header, "a") == "1");
  BOOST_TEST(cookie_in(header, "b") == "2");
  BOOST_TEST(cookie_in(header, "session") == "");
  BOOST_TEST(cookie_in("", "a") == "");
}

BOOST_AUTO_TEST_CASE(headers_that_httpd_joined_are_understood) {
  BOOST_TEST(cookie_in("a=1, b=2; c=3", "b") == "2");
  BOOST_TEST(cookie_in("a=1, b=2; c=3", "c") == "3");
}

BOOST_AUTO_TEST_CASE(a_comma_within_another_s_value_hides_nothing) {
  BOOST_TEST(cookie_in("shop=1,b=evil; b=2", "b") == "2");
  BOOST_TEST(cookie_in("shop=1,b=evil; b=2", "shop") == "1,b=evil");
}

BOOST_AUTO_TEST_CASE(the_first_of_two_counts_and_an_equals_sign_may_follow) {
  BOOST_TEST(cookie_in("a=1; a=2", "a") == "1");
  BOOST_TEST(cookie_in("a=x=y==", "a") == "x=y==");
}

BOOST_AUTO_TEST_CASE(a_broken_header_gives_what_is_whole) {
  BOOST_TEST(cookie_in(";;  ; =; x; a=1;", "a") == "1");
  BOOST_TEST(cookie_in("a", "a") == "");
  BOOST_TEST(cookie_in("a=", "a") == "");
  BOOST_TEST(cookie_in("a  =  1  ", "a") == "1");
  BOOST_TEST(cookie_in("=1", "a") == "");
}

BOOST_AUTO_TEST_CASE(a_session_cookie_is_kept_from_scripts_and_other_sites) {
  BOOST_TEST(session_cookie("__Host-support", "abc", true) ==
             "__Host-support=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
  BOOST_TEST(session_cookie("support-session", "abc", false) ==
             "support-session=abc; Path=/; HttpOnly; SameSite=Lax");
}

BOOST_AUTO_TEST_CASE(an_empty_session_cookie_removes_it) {
  BOOST_TEST(session_cookie("__Host-support", "", true) ==
             "__Host-support=; Path=/; HttpOnly; SameSite=Lax; Secure; "
             "Max-Age=0");
}

BOOST_AUTO_TEST_CASE(a_value_that_would_add_an_attribute_is_refused) {
  for (const char* value : {"a;b", "a b", "a,b", "a\"b", "a\\b", "a\nb", "\xff"}) {
    BOOST_CHECK_THROW(session_cookie("s", value, true), std::invalid_argument);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::http

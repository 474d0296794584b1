#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "web/browser_words.h"

namespace support::web {

BOOST_AUTO_TEST_SUITE(web_browser_words)

BOOST_AUTO_TEST_CASE(common_browsers_are_named_with_version_and_system) {
  BOOST_TEST(browser_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0)"
                           " Gecko/20100101 Firefox/128.0") ==
             "Firefox 128 on Windows");
  BOOST_TEST(browser_words("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 "
                           "(KHTML, like Gecko) Chrome/126.0.0.0 "
                           "Safari/537.36") == "Chrome 126 on Linux");
  BOOST_TEST(browser_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
                           "AppleWebKit/537.36 (KHTML, like Gecko) "
                           "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0") ==
             "Edge 126 on Windows");
}

BOOST_AUTO_TEST_CASE(phones_are_told_from_the_systems_they_claim_to_be_like) {
  BOOST_TEST(browser_words("Mozilla/5.0 (Linux; Android 14; Pixel 8) "
                           "AppleWebKit/537.36 (KHTML, like Gecko) "
                           "Chrome/126.0.0.0 Mobile Safari/537.36") ==
             "Chrome 126 on Android");
  BOOST_TEST(browser_words("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS"
                           " X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                           "Version/17.5 Mobile/15E148 Safari/604.1") ==
             "Safari 17 on iPhone");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_not_made_up) {
  BOOST_TEST(browser_words("") == "");
  BOOST_TEST(browser_words("curl/8.5.0") == "");
  BOOST_TEST(browser_words("Something (Windows NT 11.0)") == "Windows");
  BOOST_TEST(browser_words("Firefox/") == "Firefox");
  BOOST_TEST(browser_words("Firefox/99999999 <b>") == "Firefox 9999");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::web

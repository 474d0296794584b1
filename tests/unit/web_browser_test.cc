#include "web/browser.h"

#include <boost/test/unit_test.hpp>

namespace {

using support::web::browser_words;

BOOST_AUTO_TEST_SUITE(web_browser)

BOOST_AUTO_TEST_CASE(the_common_ones_are_told_apart) {
  BOOST_TEST(browser_words("Mozilla/5.0 (X11; Linux x86_64; rv:141.0) "
                           "Gecko/20100101 Firefox/141.0") ==
             "Firefox 141 on Linux");
  BOOST_TEST(browser_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
                           "AppleWebKit/537.36 (KHTML, like Gecko) "
                           "Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0") ==
             "Edge 139 on Windows");
  BOOST_TEST(browser_words("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 "
                           "(KHTML, like Gecko) Chrome/139.0.0.0 Mobile "
                           "Safari/537.36") == "Chrome 139 on Android");
  BOOST_TEST(browser_words("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac "
                           "OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                           "Version/18.0 Mobile/15E148 Safari/604.1") ==
             "Safari 18 on an iPhone");
}

BOOST_AUTO_TEST_CASE(anything_else_is_no_riddle) {
  BOOST_TEST(browser_words("") == "a browser without a name");
  BOOST_TEST(browser_words("Lynx/2.9") == "another browser");
  BOOST_TEST(browser_words("Firefox/") == "Firefox");
  BOOST_TEST(browser_words("Firefox/99999999999") == "Firefox");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

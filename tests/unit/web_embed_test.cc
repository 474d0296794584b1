#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "web/embed.h"

namespace support::web {
namespace {

BOOST_AUTO_TEST_SUITE(web_embed)

BOOST_AUTO_TEST_CASE(the_contrast_is_that_of_the_better_ink) {
  BOOST_TEST(contrast_on("#ffffff").ratio == 21.0,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(!contrast_on("#ffffff").is_white);
  BOOST_TEST(contrast_on("#000000").is_white);
  BOOST_TEST(contrast_on("#1f5f4e").is_white);
}

BOOST_AUTO_TEST_CASE(no_colour_is_worse_than_four_and_a_half) {
  double worst = 21;
  for (int grey = 0; grey < 256; ++grey) {
    constexpr char kHex[] = "0123456789abcdef";
    const std::string part = {kHex[grey / 16], kHex[grey % 16]};
    worst = std::min(worst, contrast_on("#" + part + part + part).ratio);
  }
  BOOST_TEST(worst > 4.5);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::web

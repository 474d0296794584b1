#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "web/statistics_words.h"

namespace support::web::statistics {
namespace {

using base::Millis;
using base::Seconds;

BOOST_AUTO_TEST_SUITE(web_statistics_words)

BOOST_AUTO_TEST_CASE(a_time_is_told_in_two_units_at_most) {
  const auto told = [](std::int64_t seconds) {
    return lasting(Seconds(seconds));
  };
  BOOST_TEST(told(0) == "0 s");
  BOOST_TEST(lasting(Millis(999)) == "0 s");
  BOOST_TEST(told(20) == "20 s");
  BOOST_TEST(told(120) == "2 min");
  BOOST_TEST(told(190) == "3 min 10 s");
  BOOST_TEST(told(3600) == "1 h");
  BOOST_TEST(told(3900) == "1 h 5 min");
  BOOST_TEST(told(3659) == "1 h");
  BOOST_TEST(told(86400 + 3 * 3600 + 59) == "1 d 3 h");
  BOOST_TEST(told(std::int64_t{86400} * 1200) == "1,200 d");
}

BOOST_AUTO_TEST_CASE(seconds_are_exact_to_the_millisecond) {
  BOOST_TEST(exact_seconds(Millis(0)) == "0");
  BOOST_TEST(exact_seconds(Millis(120'000)) == "120");
  BOOST_TEST(exact_seconds(Millis(70'500)) == "70.5");
  BOOST_TEST(exact_seconds(Millis(5)) == "0.005");
  BOOST_TEST(exact_seconds(Millis(1'230)) == "1.23");
}

BOOST_AUTO_TEST_CASE(a_share_of_too_few_is_not_told) {
  BOOST_TEST(share(4, 5, 5).value() == "80%");
  BOOST_TEST(share(2, 3, 1).value() == "67%");
  BOOST_TEST(share(1, 200, 1).value() == "1%");
  BOOST_TEST(share(0, 7, 5).value() == "0%");
  BOOST_CHECK(!share(4, 4, 5));
  BOOST_CHECK(!share(0, 0, 0));
}

BOOST_AUTO_TEST_CASE(a_mean_has_one_decimal) {
  BOOST_TEST(one_decimal(3, 2) == "1.5");
  BOOST_TEST(one_decimal(2, 3) == "0.7");
  BOOST_TEST(one_decimal(0, 3) == "0");
  BOOST_TEST(one_decimal(5, 0) == "0");
  BOOST_TEST(one_decimal(1, 100) == "0.0");
  BOOST_TEST(one_decimal(25'000, 1) == "25,000.0");
}

BOOST_AUTO_TEST_CASE(every_figure_of_the_page_has_its_meaning) {
  for (const std::string_view figure :
       {"awaiting", "unassigned", "open", "oldest", "cycles", "first_reply",
        "accept", "reply", "resolution", "full_resolution", "missed",
        "messages", "ratings", "backlog", "bars", "hours", "agents"}) {
    BOOST_TEST(meaning_of(figure).size() > 30u, figure);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::web::statistics

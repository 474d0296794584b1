#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk/pace.h"
#include "store_data.h"

namespace support::desk {
namespace {

using base::Millis;
using base::Rate;

struct Pacing {
  process::SharedTable table = process::SharedTable::make();
  base::Time now = base::from_iso("2026-11-22T10:41:07.123Z").value();

  bool tries(const std::string& who, const Rate& rate) {
    return pace(table, "send", who, rate, now).has_value();
  }
  int tries_at_once(const std::string& who, const Rate& rate, int count) {
    int allowed = 0;
    for (int i = 0; i < count; ++i) allowed += tries(who, rate) ? 1 : 0;
    return allowed;
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_pace, Pacing)

BOOST_AUTO_TEST_CASE(as_many_as_the_rate_says_may_come_at_once) {
  int i = 0;
  for (const Rate& rate : {Rate{30, 60}, Rate{60, 60}, Rate{120, 60},
                           Rate{20, 3600}, Rate{50, 60}, Rate{7, 60},
                           Rate{1, 60}})
    BOOST_TEST(tries_at_once("ana" + std::to_string(++i), rate, 200) ==
               rate.count);
}

BOOST_AUTO_TEST_CASE(then_one_at_each_step) {
  const Rate rate{30, 60};
  tries_at_once("ana", rate, 30);
  now += Millis(1999);
  BOOST_TEST(!tries("ana", rate));
  now += Millis(1);
  BOOST_TEST(tries("ana", rate));
  BOOST_TEST(!tries("ana", rate));
}

BOOST_AUTO_TEST_CASE(a_refusal_says_when_and_costs_nothing) {
  const Rate rate{20, 3600};
  tries_at_once("ana", rate, 20);
  for (int i = 0; i < 100; ++i) {
    const auto refused = pace(table, "send", "ana", rate, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_CHECK(refused.error().reason == base::Reason::too_fast);
    BOOST_TEST(refused.error().retry_after_s == 180);
  }
  now += Millis(179'500);
  BOOST_TEST(pace(table, "send", "ana", rate, now).error().retry_after_s == 1);
  now += Millis(500);
  BOOST_TEST(tries("ana", rate));
}

BOOST_AUTO_TEST_CASE(after_a_rest_all_may_come_again) {
  const Rate rate{30, 60};
  tries_at_once("ana", rate, 30);
  now += Millis(60'000);
  BOOST_TEST(tries_at_once("ana", rate, 100) == 30);
}

BOOST_AUTO_TEST_CASE(over_a_long_time_the_rate_is_kept) {
  const Rate rate{60, 60};
  int allowed = 0;
  for (int tenths = 0; tenths < 6000; ++tenths, now += Millis(100))
    allowed += tries("ana", rate) ? 1 : 0;
  BOOST_TEST(allowed >= 600);
  BOOST_TEST(allowed <= 600 + 60);
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_holds_nobody_up_for_long) {
  const Rate rate{2, 60};
  const base::Time right = now;
  now += base::Days(400);
  tries_at_once("ana", rate, 2);
  now = right;
  BOOST_TEST(pace_allows(table, "send", "ana", rate, now).has_value());
  BOOST_TEST(tries_at_once("ana", rate, 10) == 2);
  // A neighbour that read its clock a little earlier forgives nothing.
  now = right - Millis(10'000);
  BOOST_TEST(!tries("ana", rate));
}

BOOST_AUTO_TEST_CASE(people_and_deeds_are_counted_apart) {
  const Rate rate{1, 60};
  BOOST_TEST(tries("ana", rate));
  BOOST_TEST(tries("bob", rate));
  BOOST_TEST(pace(table, "poll", "ana", rate, now).has_value());
  BOOST_TEST(!tries("ana", rate));
}

BOOST_AUTO_TEST_CASE(asking_without_trying_counts_nothing) {
  const Rate rate{2, 60};
  const auto asks = [&] {
    return pace_allows(table, "send", "ana", rate, now).has_value();
  };
  for (int i = 0; i < 10; ++i) BOOST_TEST(asks());
  BOOST_TEST(tries("ana", rate));
  BOOST_TEST(asks());
  BOOST_TEST(tries("ana", rate));
  BOOST_TEST(!asks());
  BOOST_TEST(
      pace_allows(table, "send", "ana", rate, now).error().retry_after_s == 30);
}

BOOST_AUTO_TEST_CASE(eight_processes_share_one_rate) {
  const Rate rate{50, 60};
  test::in_processes(8, [&](int i) {
    table.process(static_cast<std::size_t>(i)).pid =
        tries_at_once("ana", rate, 100);
    return true;
  });
  std::int64_t allowed = 0;
  for (std::size_t i = 0; i < 8; ++i) allowed += table.process(i).pid;
  BOOST_TEST(allowed == 50);
}

BOOST_AUTO_TEST_CASE(an_ipv4_address_counts_alone) {
  BOOST_TEST(pace_address("192.0.2.1") == "192.0.2.1");
  BOOST_TEST(pace_address("192.0.2.1") != pace_address("192.0.2.2"));
  BOOST_TEST(pace_address("::ffff:192.0.2.1") !=
             pace_address("::ffff:192.0.2.2"));
}

BOOST_AUTO_TEST_CASE(an_ipv6_network_of_64_bits_counts_as_one) {
  const auto same = [](const char* a, const char* b) {
    return pace_address(a) == pace_address(b);
  };
  BOOST_TEST(same("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1"));
  BOOST_TEST(same("2001:0:0:5::1", "2001::5:a:b:c:d"));
  BOOST_TEST(same("2001:DB8::1", "2001:0db8:0:0:1:1:1:1"));
  BOOST_TEST(!same("2001:db8:1:2::1", "2001:db8:1:3::1"));
  BOOST_TEST(!same("2001:db8::1", "2001:db8:0:1::1"));
  BOOST_TEST(!same("::1", "fe80::1"));
}

BOOST_AUTO_TEST_CASE(what_is_no_address_counts_as_it_is) {
  BOOST_TEST(pace_address("") == "");
  BOOST_TEST(pace_address("unix:") == "unix:");
  BOOST_TEST(pace_address(std::string(5000, ':')) == std::string(5000, ':'));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

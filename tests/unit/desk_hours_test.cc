#define BOOST_TEST_DYN_LINK
#include "desk/hours.h"

#include <boost/test/unit_test.hpp>

namespace support::desk {
namespace {

base::Time at(const char* iso) { return base::from_iso(iso).value(); }

struct InBerlin {
  store::Settings settings;

  InBerlin() {
    use_zone("Europe/Berlin");
    settings.time_zone = "Europe/Berlin";
  }
  ~InBerlin() { use_zone("UTC"); }

  // Monday to Sunday.
  void hours(const std::vector<std::string>& days) { settings.hours = days; }
  void every_day(const std::string& spans) {
    settings.hours.assign(7, spans);
  }
  std::string opens(const char* iso) const {
    const auto time = next_opening(settings, at(iso));
    return time ? base::iso(*time) : "not";
  }
  static std::string start_of(const char* day) {
    const auto time = start_of_day(std::string_view(day));
    return time ? base::iso(*time) : "none";
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_hours, InBerlin)

BOOST_AUTO_TEST_CASE(a_day_begins_at_local_midnight) {
  BOOST_TEST(start_of("2026-11-22") == "2026-11-21T23:00:00.000Z");
  BOOST_TEST(start_of("2026-07-01") == "2026-06-30T22:00:00.000Z");
  BOOST_CHECK(start_of_day(at("2026-11-22T22:59:59Z")) ==
              at("2026-11-21T23:00:00Z"));
  BOOST_CHECK(start_of_day(at("2026-11-22T23:00:00Z")) ==
              at("2026-11-22T23:00:00Z"));
}

BOOST_AUTO_TEST_CASE(days_in_which_the_clock_changes_are_23_and_25_hours) {
  BOOST_TEST(start_of("2026-03-29") == "2026-03-28T23:00:00.000Z");
  BOOST_TEST(start_of("2026-03-30") == "2026-03-29T22:00:00.000Z");
  BOOST_TEST(start_of("2026-10-25") == "2026-10-24T22:00:00.000Z");
  BOOST_TEST(start_of("2026-10-26") == "2026-10-25T23:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(where_midnight_is_skipped_the_day_begins_later) {
  use_zone("America/Santiago");  // 2026-09-06 begins at 01:00
  BOOST_TEST(start_of("2026-09-06") == "2026-09-06T04:00:00.000Z");
  use_zone("Pacific/Apia");  // went from the 29th to the 31st
  BOOST_TEST(start_of("2011-12-30") == "none");
  BOOST_TEST(start_of("2011-12-31") == "2011-12-30T10:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(a_day_that_was_left_out_begins_with_the_next) {
  const auto start_or_next = [](const char* day) {
    const auto time = start_of_day_or_next(day);
    return time ? base::iso(*time) : "none";
  };
  use_zone("Pacific/Apia");
  BOOST_TEST(start_or_next("2011-12-29") == "2011-12-29T10:00:00.000Z");
  BOOST_TEST(start_or_next("2011-12-30") == "2011-12-30T10:00:00.000Z");
  BOOST_TEST(start_or_next("2011-12-31") == "2011-12-30T10:00:00.000Z");
  for (const char* bad : {"", "2011-02-29", "soon"})
    BOOST_TEST(start_or_next(bad) == "none", bad);
}

BOOST_AUTO_TEST_CASE(what_is_no_day_has_no_beginning) {
  for (const char* bad :
       {"", "2026-02-29", "2026-13-01", "2026-1-1", "22.11.2026",
        "2026-11-22T00", "2026-11-2x", "-026-11-22", "0000-00-00"}) {
    BOOST_TEST(start_of(bad) == "none", bad);
    BOOST_TEST(day_after(bad, 1) == "", bad);
  }
  BOOST_TEST(start_of("2028-02-29") == "2028-02-28T23:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(days_are_counted_by_the_calendar) {
  BOOST_TEST(day_after("2026-11-22", 7) == "2026-11-29");
  BOOST_TEST(day_after("2026-12-31", 1) == "2027-01-01");
  BOOST_TEST(day_after("2026-03-30", -1) == "2026-03-29");
  BOOST_TEST(day_after("2028-02-28", 1) == "2028-02-29");
  BOOST_TEST(day_after("2026-11-22", 0) == "2026-11-22");
}

BOOST_AUTO_TEST_CASE(an_hour_of_the_week_is_told_by_the_local_clock) {
  const HourOfWeek sunday = local_hour(at("2026-11-22T22:30:00Z"));
  BOOST_TEST(sunday.weekday == 6);
  BOOST_TEST(sunday.hour == 23);
  const HourOfWeek monday = local_hour(at("2026-11-22T23:30:00Z"));
  BOOST_TEST(monday.weekday == 0);
  BOOST_TEST(monday.hour == 0);
}

BOOST_AUTO_TEST_CASE(without_hours_they_are_always_open) {
  BOOST_TEST(is_open(settings, at("2026-11-22T03:00:00Z")));
  BOOST_TEST(opens("2026-11-22T03:00:00Z") == "not");
}

BOOST_AUTO_TEST_CASE(a_span_holds_its_beginning_and_not_its_end) {
  every_day("09:00-12:30 13:30-17:00");
  BOOST_TEST(!is_open(settings, at("2026-11-23T07:59:59.999Z")));
  BOOST_TEST(is_open(settings, at("2026-11-23T08:00:00Z")));
  BOOST_TEST(is_open(settings, at("2026-11-23T11:29:59.999Z")));
  BOOST_TEST(!is_open(settings, at("2026-11-23T11:30:00Z")));
  BOOST_TEST(!is_open(settings, at("2026-11-23T12:29:59Z")));
  BOOST_TEST(is_open(settings, at("2026-11-23T12:30:00Z")));
  BOOST_TEST(!is_open(settings, at("2026-11-23T16:00:00Z")));
}

BOOST_AUTO_TEST_CASE(the_next_opening_is_the_next_span_or_the_next_day) {
  hours({"09:05-12:30 13:30-17:00", "", "", "", "08:00-09:00", "", ""});
  BOOST_TEST(opens("2026-11-23T07:59:00Z") == "2026-11-23T08:05:00.000Z");
  BOOST_TEST(opens("2026-11-23T08:04:59.999Z") == "2026-11-23T08:05:00.000Z");
  BOOST_TEST(opens("2026-11-23T08:05:00Z") == "not");
  BOOST_TEST(opens("2026-11-23T11:30:00Z") == "2026-11-23T12:30:00.000Z");
  BOOST_TEST(opens("2026-11-23T16:00:00Z") == "2026-11-27T07:00:00.000Z");
  BOOST_TEST(opens("2026-11-27T08:00:00Z") == "2026-11-30T08:05:00.000Z");
}

BOOST_AUTO_TEST_CASE(open_on_one_day_alone_they_open_a_week_later) {
  hours({"09:00-09:01", "", "", "", "", "", ""});
  BOOST_TEST(opens("2026-11-23T08:01:00Z") == "2026-11-30T08:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(closed_every_day_they_never_open) {
  every_day("");
  BOOST_TEST(!is_open(settings, at("2026-11-23T10:00:00Z")));
  BOOST_TEST(opens("2026-11-23T10:00:00Z") == "not");
}

BOOST_AUTO_TEST_CASE(twenty_four_hours_leave_no_gap_at_midnight) {
  every_day("00:00-24:00");
  BOOST_TEST(is_open(settings, at("2026-11-22T22:59:59.999Z")));
  BOOST_TEST(is_open(settings, at("2026-11-22T23:00:00Z")));
  hours({"22:00-24:00", "00:00-02:00", "", "", "", "", ""});
  BOOST_TEST(is_open(settings, at("2026-11-23T22:59:59Z")));
  BOOST_TEST(is_open(settings, at("2026-11-23T23:00:00Z")));
  BOOST_TEST(!is_open(settings, at("2026-11-24T01:00:00Z")));
}

BOOST_AUTO_TEST_CASE(hours_go_by_the_wall_clock_in_summer_and_winter) {
  every_day("09:00-17:00");
  // Saturday to Sunday, 29 March: from UTC+1 to UTC+2.
  BOOST_TEST(opens("2026-03-28T16:00:00Z") == "2026-03-29T07:00:00.000Z");
  // Saturday to Sunday, 25 October: back.
  BOOST_TEST(opens("2026-10-24T15:00:00Z") == "2026-10-25T08:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(an_hour_that_the_clock_skips_opens_when_it_has_gone_on) {
  every_day("02:30-04:00");
  // 29 March: after 01:59:59 comes 03:00, which is 01:00 UTC.
  BOOST_TEST(opens("2026-03-29T00:59:59Z") == "2026-03-29T01:00:00.000Z");
  BOOST_TEST(!is_open(settings, at("2026-03-29T00:59:59Z")));
  BOOST_TEST(is_open(settings, at("2026-03-29T01:00:00Z")));
  every_day("02:00-03:00");
  BOOST_TEST(opens("2026-03-29T00:00:00Z") == "2026-03-30T00:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(an_hour_that_comes_twice_is_open_twice) {
  every_day("02:00-02:30");
  // 25 October: 02:00 is 00:00 UTC in summer time, and 01:00 UTC again.
  BOOST_TEST(is_open(settings, at("2026-10-25T00:15:00Z")));
  BOOST_TEST(!is_open(settings, at("2026-10-25T00:30:00Z")));
  BOOST_TEST(opens("2026-10-25T00:30:00Z") == "2026-10-25T01:00:00.000Z");
  BOOST_TEST(is_open(settings, at("2026-10-25T01:15:00Z")));
}

BOOST_AUTO_TEST_CASE(the_settings_zone_counts_whatever_was_in_use) {
  use_zone("Pacific/Auckland");
  every_day("09:00-17:00");
  BOOST_TEST(is_open(settings, at("2026-11-23T08:00:00Z")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

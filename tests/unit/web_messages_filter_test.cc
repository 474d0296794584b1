#define BOOST_TEST_DYN_LINK
#include "web/messages_filter.h"

#include <boost/test/unit_test.hpp>

#include "folder.h"
#include "index/statistics.h"
#include "web/messages_words.h"

namespace support::web::messages {
namespace {

struct Shop {
  test::Folder folder;
  base::Config config = configured();
  process::SharedTable shared = process::SharedTable::make();
  desk::Desk desk{config, shared, 0};
  desk::Person marta;

  base::Config configured() const {
    base::Config made;
    made.data_dir = folder.path / "data";
    made.cache_dir = folder.path / "cache";
    made.run_dir = folder.path / "run";
    made.keys_file = folder.path / "keys";
    std::filesystem::create_directories(made.data_dir / "users");
    std::filesystem::create_directories(made.run_dir);
    store::load_or_make_keys(made.keys_file);
    return made;
  }
  Shop() {
    store::User user;
    user.login = "marta";
    user.name = "Marta Kowal";
    user.is_staff = true;
    BOOST_REQUIRE(desk.users.add(user));
    store::Settings settings;
    settings.time_zone = "Europe/Berlin";
    BOOST_REQUIRE(desk.settings.save(settings));
    marta.login = "marta";
    marta.is_staff = true;
  }

  static http::Form form(std::string_view query) {
    return http::Form::parse(query).value();
  }
  Wish wish(std::string_view query) {
    return wish_of(desk, marta, form(query));
  }
  // The fields that are told to be wrong.
  std::string wrong(std::string_view query) {
    std::string fields;
    for (const store::FieldError& error : wish(query).errors) {
      fields += (fields.empty() ? "" : " ") + error.field;
    }
    return fields;
  }
};

base::Time time(const char* text) { return *base::from_iso(text); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_messages_filter, Shop)

BOOST_AUTO_TEST_CASE(every_field_is_asked_of_the_index) {
  const Wish asked = wish(
      "q=night+ferry&status=open&agent=marta&customer=ana&verified=yes"
      "&has_file=no&sort=wait");
  BOOST_TEST(asked.errors.empty());
  BOOST_TEST(asked.filter.words == "night ferry");
  BOOST_TEST(asked.filter.status == "open");
  BOOST_TEST(asked.filter.assignee.value() == "marta");
  BOOST_TEST(asked.filter.person == "ana");
  BOOST_TEST(asked.filter.verified.value() == true);
  BOOST_TEST(asked.filter.has_file.value() == false);
  BOOST_TEST((asked.order == index::Order::longest_wait));
}

BOOST_AUTO_TEST_CASE(a_customers_key_is_that_customer_and_no_name) {
  const std::string key = "0123456789abcdef0123456789abcdef";
  const Wish asked = wish("customer=" + key);
  BOOST_TEST(asked.errors.empty());
  BOOST_TEST(asked.filter.customer == key);
  BOOST_TEST(asked.filter.person == "");
  BOOST_TEST(words_for(desk, asked.asked, narrowing(asked.asked).at(0)) ==
             "this one customer");
}

BOOST_AUTO_TEST_CASE(me_is_whoever_asks_and_none_is_nobody) {
  BOOST_TEST(wish("agent=me").filter.assignee.value() == "marta");
  BOOST_TEST(wish("agent=none").filter.assignee.value() == "");
  BOOST_TEST(!wish("").filter.assignee);
}

BOOST_AUTO_TEST_CASE(both_days_count_whole_in_the_shops_zone) {
  const Wish asked = wish("from=2026-03-01&until=2026-03-07");
  BOOST_TEST((asked.filter.from == time("2026-02-28T23:00:00Z")));
  BOOST_TEST((asked.filter.until == time("2026-03-07T23:00:00Z")));
  const Wish spring = wish("from=2026-03-29&until=2026-03-29");
  BOOST_TEST((spring.filter.until - spring.filter.from ==
              std::chrono::hours(23)));
}

BOOST_AUTO_TEST_CASE(a_last_day_before_one_that_was_left_out_is_a_bound) {
  store::Settings settings = desk.settings.now();
  settings.time_zone = "Pacific/Apia";  // from the 29th to the 31st
  BOOST_REQUIRE(desk.settings.save(settings));
  const Wish asked = wish("until=2011-12-29");
  BOOST_TEST((asked.filter.until == time("2011-12-30T10:00:00Z")));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_kept_and_not_asked_for) {
  BOOST_TEST(wrong("status=new&agent=nemo&from=2026-02-30&until=soon"
                   "&verified=maybe&has_file=1&sort=up&page=0&figure=luck") ==
             "status agent from until verified has_file sort  page");
  const Wish asked = wish("status=new&from=2026-02-30");
  BOOST_TEST(asked.filter.status == "");
  BOOST_TEST((asked.filter.from == base::Time{}));
  BOOST_TEST(asked.asked.from == "2026-02-30");
  BOOST_TEST(wrong("from=2026-03-07&until=2026-03-01") == "until");
  BOOST_TEST(wrong("q=" + std::string(201, 'a')) == "q");
  BOOST_TEST(wrong("agent=..%2Fmarta") == "agent");
}

BOOST_AUTO_TEST_CASE(the_url_says_what_was_asked_and_nothing_else) {
  const Wish asked = wish("status=open&q=%22a%26b%22&sort=latest&page=3&junk=1");
  BOOST_TEST(query_of(asked.asked, asked.position) ==
             "q=%22a%26b%22&status=open&page=3");
  BOOST_TEST(url_of(Asked{}) == "/support/conversations/");
  const Wish again = wish(query_of(asked.asked, asked.position));
  BOOST_TEST((again.asked.q == "\"a&b\""));
}

BOOST_AUTO_TEST_CASE(a_field_that_asks_for_nothing_is_clutter) {
  BOOST_TEST(is_cluttered(form("q=&status=open")));
  BOOST_TEST(is_cluttered(form("q=+")));
  BOOST_TEST(!is_cluttered(form("status=open")));
  BOOST_TEST(!is_cluttered(form("")));
}

BOOST_AUTO_TEST_CASE(a_page_is_a_place_or_else_a_number) {
  BOOST_TEST(wish("page=3").page.offset == 2 * kPageRows);
  const std::string place = "1763804467123.20261122-K7Q2M8XW4TB3N9RD5VHJ";
  const Wish asked = wish("page=3&after=" + place);
  BOOST_TEST(asked.page.offset == 0);
  BOOST_REQUIRE(asked.page.after);
  BOOST_TEST(asked.page.after->text() == place);
  const Wish broken = wish("after=nowhere");
  BOOST_TEST(!broken.page.after);
  BOOST_TEST(broken.position.after == "");
}

BOOST_AUTO_TEST_CASE(a_figure_takes_range_and_agent_for_itself) {
  const Wish asked = wish(
      "figure=first_reply&agent=marta&from=2026-03-01&until=2026-03-07"
      "&status=closed");
  BOOST_REQUIRE(asked.filter.counted);
  BOOST_TEST(asked.filter.counted->agent == "marta");
  BOOST_TEST((asked.filter.counted->until == time("2026-03-07T23:00:00Z")));
  BOOST_TEST((asked.filter.from == base::Time{}));
  BOOST_TEST(!asked.filter.assignee);
  BOOST_TEST(narrowing(asked.asked).size() == 2u);
  BOOST_TEST(query_of(without(asked.asked, "figure")) == "status=closed");
}

BOOST_AUTO_TEST_CASE(every_figure_of_the_index_has_a_name) {
  for (const char* figure :
       {"cycles", "reopened", "first_reply", "not_answered", "accept", "reply",
        "resolution", "full_resolution", "missed", "abandoned", "dropped",
        "rated", "positive", "replied", "closes", "reopened_24h"}) {
    BOOST_TEST(index::is_figure(figure), figure);
    BOOST_TEST(!figure_name(figure).empty(), figure);
  }
  BOOST_TEST(figure_name("luck").empty());
}

BOOST_AUTO_TEST_CASE(a_filter_is_told_in_words) {
  const auto words = [&](std::string_view query) {
    const Asked asked = wish(query).asked;
    return words_for(desk, asked, narrowing(asked).front());
  };
  BOOST_TEST(words("q=night+ferry") == "the words “night ferry”");
  BOOST_TEST(words("agent=marta") == "agent Marta Kowal");
  BOOST_TEST(words("from=2026-03-01") == "from 1 March 2026");
  BOOST_TEST(words("has_file=no") == "has no file");
  BOOST_TEST(words("figure=first_reply&from=2026-03-01&until=2026-03-07"
                   "&agent=marta") ==
             "First reply in the range 1 to 7 March 2026, Marta Kowal");
  BOOST_TEST(words("figure=closes&from=2026-02-28&until=2026-03-07") ==
             "Closed in the range 28 February to 7 March 2026");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::web::messages

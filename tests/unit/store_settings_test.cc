#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "store/business_hours.h"
#include "store/settings.h"
#include "store/settings_check.h"
#include "store_data.h"

namespace support::store {
namespace {

using base::Reason;

struct SettingsInFolder : test::Data {
  SettingsFile file{paths};

  // The field that check() complains of once `change` is made; "" for none.
  template <class Change>
  static std::string wrong(Change change) {
    Settings settings;
    change(settings);
    std::string fields;
    for (const FieldError& error : check(settings)) {
      BOOST_TEST(error.message.ends_with('.'));
      fields += error.field;
    }
    return fields;
  }
};

BOOST_FIXTURE_TEST_SUITE(store_settings, SettingsInFolder)

BOOST_AUTO_TEST_CASE(without_a_file_the_defaults_hold_and_are_right) {
  BOOST_TEST(file.now().shop_name == "BookShop");
  BOOST_TEST(file.now().rev == 0);
  BOOST_TEST(check(file.now()).empty());
  BOOST_TEST(!std::filesystem::exists(paths.settings()));
}

BOOST_AUTO_TEST_CASE(a_change_is_seen_at_the_next_look_of_another_process) {
  SettingsFile other(paths);
  BOOST_TEST(other.now().rev == 0);
  Settings settings = file.now();
  settings.shop_name = "Grüne \"Bücher\"";
  settings.welcome = "One\nTwo";
  settings.guests_allowed = false;
  settings.shop_origins = {"https://shop.example", "http://127.0.0.1:8081"};
  BOOST_TEST(file.save(settings).value().rev == 1);
  BOOST_TEST(other.now().shop_name == "Grüne \"Bücher\"");
  BOOST_TEST(other.now().welcome == "One\nTwo");
  BOOST_TEST(!other.now().guests_allowed);
  BOOST_TEST(other.now().shop_origins.size() == 2u);
  BOOST_TEST(other.now().rev == 1);
}

BOOST_AUTO_TEST_CASE(a_stale_rev_is_a_conflict) {
  const Settings stale = file.now();
  file.save(stale).value();
  BOOST_CHECK(file.save(stale).error().reason == Reason::conflict);
}

BOOST_AUTO_TEST_CASE(five_old_revisions_are_kept) {
  for (int i = 0; i < 9; ++i) file.save(file.now()).value();
  BOOST_TEST(files_in(paths.data() / "old") == 5u);
  BOOST_TEST(file.now().rev == 9);
}

BOOST_AUTO_TEST_CASE(a_file_that_goes_away_leaves_the_defaults) {
  Settings settings;
  settings.shop_name = "Other";
  file.save(settings).value();
  BOOST_TEST(file.now().shop_name == "Other");
  std::filesystem::remove(paths.settings());
  BOOST_TEST(file.now().shop_name == "BookShop");
}

BOOST_AUTO_TEST_CASE(what_an_earlier_version_did_not_write_has_its_default) {
  put(paths.settings(), "{\"rev\": 3, \"shop_name\": \"Old\"}");
  BOOST_TEST(file.now().shop_name == "Old");
  BOOST_TEST(file.now().poll_interval_ms == 3000);
  BOOST_TEST(file.now().hours.empty());
  BOOST_TEST(file.now().out_of_hours == "");
  BOOST_TEST(!file.now().assigns_itself);
  BOOST_TEST(file.now().auto_close_hours == 0);
  BOOST_TEST(file.now().retention_days == 0);
  BOOST_TEST(file.now().upload_mebibytes == 10);
  BOOST_TEST(file.now().ask_name == "no");
  BOOST_TEST(file.now().ask_email == "no");
  BOOST_TEST(file.now().consent == "");
  BOOST_TEST(file.now().privacy_url == "");
  BOOST_TEST(file.now().asks_rating);
}

BOOST_AUTO_TEST_CASE(what_guests_are_asked_is_kept_as_it_was_set) {
  Settings settings;
  settings.ask_name = "required";
  settings.ask_email = "optional";
  settings.consent = "I have read the notice.\nI agree.";
  settings.privacy_url = "/privacy/?a=b";
  settings.asks_rating = false;
  BOOST_TEST(check(settings).empty());
  file.save(settings).value();
  const Settings read = SettingsFile(paths).now();
  BOOST_TEST(read.ask_name == "required");
  BOOST_TEST(read.ask_email == "optional");
  BOOST_TEST(read.consent == settings.consent);
  BOOST_TEST(read.privacy_url == "/privacy/?a=b");
  BOOST_TEST(!read.asks_rating);
}

BOOST_AUTO_TEST_CASE(what_guests_are_asked_has_its_values_and_lengths) {
  for (const char* bad : {"", "No", "yes", "required "}) {
    BOOST_TEST(wrong([&](Settings& x) { x.ask_name = bad; }) == "ask_name");
    BOOST_TEST(wrong([&](Settings& x) { x.ask_email = bad; }) == "ask_email");
  }
  const auto consent = [](std::string s) {
    return wrong([&](Settings& x) { x.consent = s; });
  };
  BOOST_TEST(consent(std::string(300, 'x')) == "");
  for (const std::string& bad :
       {std::string(301, 'x'), std::string(" \n"), std::string("a\u202e")})
    BOOST_TEST(consent(bad) == "consent");
  const auto privacy = [](std::string s) {
    return wrong([&](Settings& x) { x.privacy_url = s; });
  };
  BOOST_TEST(privacy("https://shop.example/privacy") == "");
  for (const char* bad : {"privacy", "javascript:alert(1)", "//evil.example"})
    BOOST_TEST(privacy(bad) == "privacy_url");
}

BOOST_AUTO_TEST_CASE(what_happens_by_itself_is_kept_as_it_was_set) {
  Settings settings;
  settings.hours = {"09:00-17:00", "", "00:00-24:00", "", "", "",
                    "09:00-12:30 13:30-18:00"};
  settings.out_of_hours = "Closed.\nUntil nine.";
  settings.assigns_itself = true;
  settings.auto_close_hours = 72;
  settings.retention_days = 730;
  settings.upload_mebibytes = 0;
  BOOST_TEST(check(settings).empty());
  file.save(settings).value();
  const Settings read = SettingsFile(paths).now();
  BOOST_TEST(read.hours == settings.hours);
  BOOST_TEST(read.out_of_hours == settings.out_of_hours);
  BOOST_TEST(read.assigns_itself);
  BOOST_TEST(read.auto_close_hours == 72);
  BOOST_TEST(read.retention_days == 730);
  BOOST_TEST(read.upload_mebibytes == 0);
}

BOOST_AUTO_TEST_CASE(a_damaged_file_is_told_by_name_and_never_a_default) {
  for (const char* bad :
       {"", "{", "[]", "{\"shop_name\":\"x\"}", "{\"rev\":1,\"welcome\":7}",
        "{\"rev\":1,\"guests_allowed\":\"no\"}",
        "{\"rev\":1,\"shop_origins\":\"https://a.example\"}",
        "{\"rev\":1,\"shop_origins\":[\"*\"]}",
        "{\"rev\":1,\"orders_url\":\"javascript:alert(1)\"}",
        "{\"rev\":1,\"hours\":[\"09:00-17:00\"]}",
        "{\"rev\":1,\"hours\":\"09:00-17:00\"}",
        "{\"rev\":1,\"retention_days\":-1}",
        "{\"rev\":1,\"upload_mebibytes\":\"10\"}",
        "{\"rev\":1,\"ask_name\":true}", "{\"rev\":1,\"ask_email\":\"yes\"}",
        "{\"rev\":1,\"privacy_url\":\"javascript:alert(1)\"}",
        "{\"rev\":1,\"poll_interval_ms\":1}"}) {
    put(paths.settings(), bad);
    try {
      file.now();
      BOOST_ERROR("taken: " << bad);
    } catch (const std::runtime_error& error) {
      BOOST_TEST(std::string(error.what()).find("settings.json") !=
                 std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_stood_there_outlives_a_slip_of_the_editor) {
  put(paths.settings(), "{\"rev\":1,\"guests_allowed\":false}");
  BOOST_TEST(!file.now().guests_allowed);
  put(paths.settings(), "{\"rev\":2,\"guests_allowed\":");
  BOOST_TEST(!file.now().guests_allowed);
  put(paths.settings(), "{\"rev\":2,\"guests_allowed\":true}");
  BOOST_TEST(file.now().guests_allowed);
}

BOOST_AUTO_TEST_CASE(a_zone_that_this_machine_lacks_does_not_stop_the_service) {
  put(paths.settings(), "{\"rev\":1,\"time_zone\":\"Mars/Olympus\"}");
  BOOST_TEST(file.now().time_zone == "Mars/Olympus");
}

BOOST_AUTO_TEST_CASE(each_text_has_its_length) {
  const auto name = [](std::string s) {
    return wrong([&](Settings& x) { x.shop_name = s; });
  };
  const auto welcome = [](std::string s) {
    return wrong([&](Settings& x) { x.welcome = s; });
  };
  std::string umlauts;
  for (int i = 0; i < 80; ++i) umlauts += "ü";
  BOOST_TEST(name(umlauts) == "");
  for (const std::string& bad :
       {std::string(), std::string("  "), umlauts + "x", std::string("a\nb")})
    BOOST_TEST(name(bad) == "shop_name");
  BOOST_TEST(welcome(std::string(500, 'x')) == "");
  BOOST_TEST(welcome(std::string(501, 'x')) == "welcome");
  BOOST_TEST(welcome("") == "welcome");
  BOOST_TEST(welcome("a\u202e") == "welcome");
}

BOOST_AUTO_TEST_CASE(the_poll_interval_has_its_range) {
  const auto poll = [](int ms) {
    return wrong([&](Settings& x) { x.poll_interval_ms = ms; });
  };
  BOOST_TEST(poll(1000) == "");
  BOOST_TEST(poll(60000) == "");
  BOOST_TEST(poll(999) == "poll_interval_ms");
  BOOST_TEST(poll(60001) == "poll_interval_ms");
}

BOOST_AUTO_TEST_CASE(what_is_counted_has_its_range_and_0_means_none) {
  const std::pair<const char*, int Settings::*> numbers[] = {
      {"auto_close_hours", &Settings::auto_close_hours},
      {"retention_days", &Settings::retention_days},
      {"upload_mebibytes", &Settings::upload_mebibytes}};
  for (const auto& [field, member] : numbers) {
    const auto at = [&, one = member](int value) {
      return wrong([&](Settings& x) { x.*one = value; });
    };
    BOOST_TEST(at(0) == "");
    BOOST_TEST(at(1000) == "");
    BOOST_TEST(at(-1) == field);
    BOOST_TEST(at(40000) == field);
  }
}

BOOST_AUTO_TEST_CASE(the_out_of_hours_text_may_be_empty_but_not_blank) {
  const auto text = [](std::string s) {
    return wrong([&](Settings& x) { x.out_of_hours = s; });
  };
  BOOST_TEST(text("") == "");
  BOOST_TEST(text("Until nine.") == "");
  for (const std::string& bad :
       {std::string(" \n"), std::string(501, 'x'), std::string("a\u202e")})
    BOOST_TEST(text(bad) == "out_of_hours");
}

BOOST_AUTO_TEST_CASE(a_wrong_day_of_business_hours_is_named) {
  Settings settings;
  settings.hours = {"", "", "", "", "9-17", "", ""};
  BOOST_TEST(check(settings).at(0).field == "hours");
  BOOST_TEST(check(settings).at(0).message.starts_with("Friday: "));
  settings.hours.pop_back();
  BOOST_TEST(check(settings).at(0).field == "hours");
}

BOOST_AUTO_TEST_CASE(spans_of_a_day_follow_each_other_up_to_midnight) {
  BOOST_TEST(spans_in("").value().empty());
  const std::vector<Span> two = {{540, 750}, {810, 1440}};
  BOOST_CHECK(spans_in("09:00-12:30 13:30-24:00") == two);
  BOOST_TEST(spans_in("09:00-12:30 12:30-13:00").has_value());
  for (const char* bad :
       {" ", "9:00-17:00", "09:00", "09:00-", "17:00-09:00", "09:00-09:00",
        "09:00-24:01", "09:60-17:00", "25:00-26:00", "09:00-17:00 ",
        " 09:00-17:00", "09:00-12:30  13:30-17:00", "13:30-17:00 09:00-12:30",
        "09:00-12:30 12:00-17:00", "09:00–17:00", "-9:00-17:00"})
    BOOST_TEST(!spans_in(bad), bad);
}

BOOST_AUTO_TEST_CASE(a_time_zone_must_be_one_of_this_machine) {
  for (const char* good : {"UTC", "Europe/London", "Etc/GMT+5",
                           "America/Port-au-Prince"})
    BOOST_TEST(is_time_zone(good), good);
  for (const char* bad : {"", "Europe", "Europe/Lyonesse", "../../etc/passwd",
                          "/etc/passwd", "zone.tab", "leapseconds",
                          "Europe/London ", ":UTC"})
    BOOST_TEST(!is_time_zone(bad), bad);
}

BOOST_AUTO_TEST_CASE(origins_are_exact_and_the_wrong_one_is_counted) {
  const auto origin = [](const char* s) {
    return wrong([&](Settings& x) { x.shop_origins = {s}; });
  };
  for (const char* good : {"https://shop.example", "http://127.0.0.1:8081",
                           "http://[::1]:8080"})
    BOOST_TEST(origin(good) == "", good);
  for (const char* bad :
       {"", "*", "null", "https://*.shop.example", "https://shop.example/",
        "https://Shop.example", "https://shop.example:443", "ftp://a.example",
        "https://a.example:0", "https://u@a.example", "shop.example",
        "https://a.example?x", "https://a.example:99999"})
    BOOST_TEST(origin(bad) == "shop_origins", bad);
  Settings settings;
  settings.shop_origins = {"https://a.example", "*"};
  BOOST_TEST(check(settings).at(0).message.find("2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_page_is_a_path_or_a_web_address) {
  for (const char* good : {"/", "/shop/orders/?a=b#c", "https://shop.example",
                           "http://127.0.0.1:8080/x"})
    BOOST_TEST(is_page_url(good), good);
  for (const char* bad :
       {"", "shop/", "//evil.example/", "/\\evil.example", "javascript:x",
        "https://", "https:///x", "/a b", "/a\"b", "data:text/html,x",
        "/a\nb", "https:/x", " /x"})
    BOOST_TEST(!is_page_url(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

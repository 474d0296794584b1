#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "base/json.h"
#include "ctl_store.h"
#include "store/redaction.h"
#include "store/settings.h"

namespace support::ctl {
namespace {

using store::Kind;

struct Keeping : test::StorePlace {
  base::Time today = place.clock.now();

  store::ConversationId closed(int days_ago) {
    now = today - base::Days(days_ago);
    const auto id = conversation("create-" + std::to_string(days_ago));
    add(id, {Kind::status, "a:marta", "close-" + std::to_string(days_ago),
             {{"to", "closed"}}});
    return id;
  }
  bool is_there(const store::ConversationId& id) const {
    return std::filesystem::exists(place.paths.conversation(id));
  }
};

BOOST_FIXTURE_TEST_SUITE(ctl_retention, Keeping)

BOOST_AUTO_TEST_CASE(it_tells_and_takes_nothing_unless_asked_to) {
  const auto old = closed(50), older = closed(90), young = closed(10);
  const std::string told = run(retention, {"--days", "30"});
  BOOST_TEST(told.find("2 conversations") == 0u);
  BOOST_TEST(told.find("oldest " + base::iso(today - base::Days(90))
                                       .substr(0, 10)) != told.npos);
  BOOST_TEST(told.find(old.text()) != told.npos);
  BOOST_TEST((is_there(old) && is_there(older) && is_there(young)));
  run(retention, {"--days", "30", "--apply"}, "no\n");
  BOOST_TEST(status == 64);
  BOOST_TEST(is_there(old));
  run(retention, {"--days", "30", "--apply"}, "yes\n");
  BOOST_TEST(!is_there(old));
  BOOST_TEST(!is_there(older));
  BOOST_TEST(is_there(young));
  run(verify, {});
  BOOST_TEST(status == 0, out.str());
}

BOOST_AUTO_TEST_CASE(without_days_the_setting_counts) {
  const auto old = closed(50);
  run(retention, {"--yes"});
  BOOST_TEST(complained("for ever"));
  store::Settings settings;
  settings.retention_days = 40;
  store::SettingsFile(place.paths).save(settings).value();
  run(retention, {"--yes"});
  BOOST_TEST(!is_there(old));
}

BOOST_AUTO_TEST_CASE(what_is_open_stays_whatever_its_age) {
  now = today - base::Days(90);
  const auto open = conversation("create-open");
  run(retention, {"--days", "30", "--yes"});
  BOOST_TEST(is_there(open));
}

BOOST_AUTO_TEST_CASE(erasing_a_message_makes_no_conversation_younger) {
  const auto old = closed(50);
  store::redact(place.paths, conversations, old, 2, today, "s:ctl").value();
  run(retention, {"--days", "30", "--yes"});
  BOOST_TEST(!is_there(old));
}

BOOST_AUTO_TEST_CASE(json_names_each) {
  const auto old = closed(50);
  const auto value =
      base::json::parse(run(retention, {"--days", "30", "--json"}));
  BOOST_REQUIRE(value.has_value());
  BOOST_TEST(value->integer("count") == 1);
  BOOST_TEST(value->integer("bytes") > 100);
  const base::json::Array* list = value->find("conversations")->array();
  BOOST_REQUIRE(list->size() == 1u);
  BOOST_TEST(list->front().text("conversation") == old.text());
}

BOOST_AUTO_TEST_CASE(days_that_are_none_are_told) {
  for (const char* days : {"0", "-1", "ten", "99999"}) {
    run(retention, {"--days", days, "--yes"});
    BOOST_TEST(status == 64);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::ctl

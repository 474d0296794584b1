#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "base/json.h"
#include "store/audit.h"
#include "store_data.h"

namespace support::store {
namespace {

struct AuditInFolder : test::Data {
  AuditEvent event{.event = "authn_login_success",
                   .actor = "a:alice",
                   .role = "agent",
                   .address = "192.0.2.7",
                   .conversation = "",
                   .request = "r1",
                   .detail = "alice"};
  std::string text() const { return get(paths.audit(now)); }
};

BOOST_FIXTURE_TEST_SUITE(store_audit, AuditInFolder)

BOOST_AUTO_TEST_CASE(an_event_is_one_line_of_json_in_the_file_of_its_day) {
  audit(paths, now, event);
  const auto line = base::json::parse(text()).value();
  BOOST_TEST(line.text("ts") == "2026-11-22T10:41:07.123Z");
  BOOST_TEST(line.text("event") == "authn_login_success");
  BOOST_TEST(line.text("actor") == "a:alice");
  BOOST_TEST(line.text("role") == "agent");
  BOOST_TEST(line.text("ip") == "192.0.2.7");
  BOOST_TEST(line.text("request") == "r1");
  BOOST_TEST(line.text("detail") == "alice");
}

BOOST_AUTO_TEST_CASE(no_value_can_begin_a_line_of_its_own) {
  event.actor = "a:x\n{\"event\":\"forged\"}";
  event.detail = "one\r\ntwo";
  audit(paths, now, event);
  BOOST_TEST(base::split(text(), '\n').size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_line_cut_short_does_not_swallow_the_next) {
  put(paths.audit(now), "{\"ts\":\"2026");
  audit(paths, now, event);
  const std::string all = text();
  const auto lines = base::split(all, '\n');
  BOOST_REQUIRE(lines.size() == 3u);
  BOOST_TEST(base::json::parse(lines[1]).has_value());
}

BOOST_AUTO_TEST_CASE(eight_processes_write_whole_lines) {
  test::in_processes(8, [&](int) {
    for (int i = 0; i < 50; ++i) audit(paths, now, event);
    return true;
  });
  const std::string all = text();
  std::size_t count = 0;
  for (const auto line : base::split(all, '\n'))
    if (base::json::parse(line)) ++count;
  BOOST_TEST(count == 400u);
}

BOOST_AUTO_TEST_CASE(a_failure_is_told_unless_the_latch_is_set) {
  std::filesystem::remove_all(paths.audits());
  BOOST_CHECK_THROW(audit(paths, now, event), base::IoError);
  latch(paths, "why");
  BOOST_CHECK_NO_THROW(audit(paths, now, event));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

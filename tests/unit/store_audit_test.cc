#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "base/json.h"
#include "store/audit.h"
#include "store/record.h"
#include "store/whole_file.h"
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

  // How many lines of a day follow on each other, the first on the day asked
  // about before; far below 0 when one does not.
  std::string before;
  int chain(base::Time day) {
    const std::string all = get(paths.audit(day));
    int count = 0;
    for (const auto line : base::split(all, '\n')) {
      if (line.empty()) continue;
      const auto crc = valid_crc(line);
      if (!crc || base::json::parse(line)->text("prev", "none") != before)
        return -1000;
      before = crc_text(*crc);
      ++count;
    }
    return count;
  }
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

BOOST_AUTO_TEST_CASE(eight_processes_write_one_chain_over_midnight) {
  const base::Time noon = now;
  test::in_processes(8, [&](int) {
    for (int i = 0; i < 50; ++i)
      audit(paths, noon + base::Days(i / 25), event);
    return true;
  });
  const int first = chain(noon);  // before the next, which follows on it
  BOOST_TEST(first + chain(noon + base::Days(1)) == 400);
}

BOOST_AUTO_TEST_CASE(each_line_names_the_one_before_even_of_an_earlier_day) {
  audit(paths, now, event);
  audit(paths, now, event);
  BOOST_TEST(chain(now) == 2);
  now += base::Days(9);
  audit(paths, now, event);
  BOOST_TEST(chain(now) == 1);
}

BOOST_AUTO_TEST_CASE(lines_of_an_earlier_version_are_followed_by_a_first_one) {
  put(paths.audit(now - base::Days(1)), "{\"ts\":\"x\",\"event\":\"e\"}\n");
  put(paths.audit(now), "{\"ts\":\"y\",\"event\":\"e\"}\n");
  audit(paths, now, event);
  const std::string all = text();
  BOOST_TEST(base::json::parse(base::split(all, '\n')[1])->text("prev",
                                                                "none") == "");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_torn_or_damaged_is_passed_over) {
  audit(paths, now, event);
  const std::string crc = crc_text(*valid_crc(base::trimmed(text())));
  put(paths.audit(now), text() + "{\"ts\":\"2026\n{\"torn");
  audit(paths, now, event);
  const std::string all = text();
  const auto last = base::split(all, '\n')[3];
  BOOST_TEST(valid_crc(last).has_value());
  BOOST_TEST(base::json::parse(last)->text("prev") == crc);
}

BOOST_AUTO_TEST_CASE(whoever_cannot_have_the_lock_says_so) {
  const auto lock = lock_files_in(paths.audits());
  BOOST_CHECK_EXCEPTION(
      audit(paths, now, event), base::IoError,
      [](const auto& error) { return error.error() == EAGAIN; });
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

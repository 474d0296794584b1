#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "store/audit_read.h"
#include "store_data.h"

namespace support::store {
namespace {

struct AuditToRead : test::Data {
  const std::string today = base::iso_day(now);

  void note(const std::string& request, const char* actor = "a:alice") {
    AuditEvent event{.event = "sensitive_read", .actor = actor,
                     .role = "agent", .address = "192.0.2.7",
                     .conversation = "", .request = request, .detail = ""};
    audit(paths, now, event);
  }
  void append(const std::string& bytes) {
    put(paths.audit(now), get(paths.audit(now)) + bytes);
  }
  AuditPage page(std::optional<std::uint64_t> before = {},
                 std::size_t limit = 3) {
    return audit_page(paths, today, before, limit,
                      [](const AuditLine&) { return true; });
  }
  static std::string shown(const AuditPage& page) {
    std::string all;
    for (const AuditLine& line : page.lines)
      all += (line.is_damaged ? "!" : line.event.request) + " ";
    return all;
  }
};

BOOST_FIXTURE_TEST_SUITE(store_audit_read, AuditToRead)

BOOST_AUTO_TEST_CASE(the_newest_comes_first_with_all_its_fields) {
  note("r1");
  note("r2", "a:bob");
  const AuditPage all = page();
  BOOST_TEST(shown(all) == "r2 r1 ");
  BOOST_TEST(all.before == 0u);
  BOOST_TEST(all.lines[0].event.actor == "a:bob");
  BOOST_TEST(all.lines[0].event.event == "sensitive_read");
  BOOST_TEST(all.lines[0].event.address == "192.0.2.7");
  BOOST_TEST(all.lines[0].time == base::iso(now));
}

BOOST_AUTO_TEST_CASE(pages_follow_each_other_to_the_beginning) {
  for (int n = 1; n <= 7; ++n) note("r" + std::to_string(n));
  const AuditPage first = page();
  BOOST_TEST(shown(first) == "r7 r6 r5 ");
  note("r8");  // moves nothing
  const AuditPage second = page(first.before);
  BOOST_TEST(shown(second) == "r4 r3 r2 ");
  const AuditPage third = page(second.before);
  BOOST_TEST(shown(third) == "r1 ");
  BOOST_TEST(third.before == 0u);
}

BOOST_AUTO_TEST_CASE(a_damaged_line_is_said_and_hides_no_other) {
  note("r1");
  append("{\"event\":\n\nno json\n[1]\n");
  note("r2");
  append("{\"torn");
  BOOST_TEST(shown(page({}, 10)) == "! r2 ! ! ! r1 ");
}

BOOST_AUTO_TEST_CASE(a_long_day_is_read_piece_by_piece) {
  std::string all;
  for (int n = 0; n < 60'000; ++n)
    all += "{\"ts\":\"\",\"event\":\"e\",\"actor\":\"" +
           std::string(n % 20'000 ? "a:b" : "a:rare") +
           "\",\"detail\":\"" + std::string(60, 'x') + "\",\"request\":\"" +
           std::to_string(n) + "\"}\n";
  put(paths.audit(now), all);
  std::string found;
  std::optional<std::uint64_t> before;
  int pages = 0;
  do {
    const AuditPage one = audit_page(
        paths, today, before, 10,
        [](const AuditLine& line) { return line.event.actor == "a:rare"; });
    for (const AuditLine& line : one.lines) found += line.event.request + " ";
    before = one.before;
    ++pages;
  } while (*before > 0 && pages < 20);
  BOOST_TEST(found == "40000 20000 0 ");
  BOOST_TEST(pages > 1);
}

BOOST_AUTO_TEST_CASE(a_line_longer_than_a_block_comes_in_damaged_pieces) {
  note("r1");
  append(std::string(300'000, 'x') + "\n");
  note("r2");
  const std::string all = shown(page({}, 100));
  BOOST_TEST(all.starts_with("r2 ! "));
  BOOST_TEST(all.ends_with("! r1 "));
}

BOOST_AUTO_TEST_CASE(the_days_are_told_the_newest_first) {
  note("r1");
  put(paths.audits() / "20250101.jsonl", "");
  put(paths.audits() / "notes.txt", "");
  put(paths.audits() / "-2025010.jsonl", "");
  const auto days = audit_days(paths);
  BOOST_TEST(days.size() == 2u);
  BOOST_TEST(days.front() == today);
  BOOST_TEST(days.back() == "20250101");
}

BOOST_AUTO_TEST_CASE(what_is_no_day_has_no_lines) {
  for (const char* day : {"", "19990101", "../../ke", "99999999", "2026112x"}) {
    const auto none = audit_page(paths, day, {}, 10,
                                 [](const AuditLine&) { return true; });
    BOOST_TEST(none.lines.empty(), day);
    BOOST_TEST(none.before == 0u);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

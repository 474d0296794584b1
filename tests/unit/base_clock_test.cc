#define BOOST_TEST_DYN_LINK
#include "base/clock.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "folder.h"

using namespace support::base;

namespace {

struct HeldClock : support::test::Folder {
  const std::filesystem::path file = path / "clock";
  const Clock clock{file};

  void hold(const std::string& words) { std::ofstream(file) << words; }
  bool tells_the_machines_time() const {
    const auto before = std::chrono::floor<Millis>(
        std::chrono::system_clock::now());
    const Time told = clock.now();
    return told >= before && told <= std::chrono::system_clock::now();
  }
};

Time at(std::int64_t millis) { return Time(Millis(millis)); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(base_clock, HeldClock)

BOOST_AUTO_TEST_CASE(a_file_holds_the_time) {
  hold("2026-11-22T10:41:07.123Z\n");
  BOOST_TEST(iso(clock.now()) == "2026-11-22T10:41:07.123Z");
}

BOOST_AUTO_TEST_CASE(the_file_is_read_again_at_each_call) {
  hold("2026-11-22T10:41:07Z");
  clock.now();
  hold("2026-11-22T11:01:07Z");
  BOOST_TEST(iso(clock.now()) == "2026-11-22T11:01:07.000Z");
}

BOOST_AUTO_TEST_CASE(a_missing_or_wrong_file_leaves_the_machines_time) {
  BOOST_TEST(tells_the_machines_time());
  hold("noon");
  BOOST_TEST(tells_the_machines_time());
}

BOOST_AUTO_TEST_CASE(a_time_is_written_with_its_milliseconds) {
  BOOST_TEST(iso(at(0)) == "1970-01-01T00:00:00.000Z");
  BOOST_TEST(iso(at(1'795'344'067'005)) == "2026-11-22T10:41:07.005Z");
  BOOST_TEST(iso(at(-1)) == "1969-12-31T23:59:59.999Z");
  BOOST_TEST(iso_day(at(1'795'344'067'005)) == "20261122");
  BOOST_TEST(iso_day(at(-1)) == "19691231");
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back) {
  for (const std::int64_t millis : {0L, -1L, 1'795'344'067'005L,
                                    951'782'400'000L, 253'402'300'799'999L})
    BOOST_TEST((from_iso(iso(at(millis))) == at(millis)), millis);
  BOOST_TEST((from_iso("2026-11-22T10:41:07Z") == at(1'795'344'067'000)));
}

BOOST_AUTO_TEST_CASE(only_a_real_moment_reads) {
  for (const char* text :
       {"", "2026-11-22", "2026-11-22T10:41:07", "2026-11-22 10:41:07Z",
        "2026-11-22T10:41:07.1Z", "2026-11-22T10:41:07.123456Z",
        "2026-11-22T10:41:07.123+", "2026-02-29T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-31T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z", "2026-11-22T10:41:60Z",
        "-026-11-22T10:41:07Z", "2026-11-22T10:41:-7Z", "2026-11-22T10:41: 7Z",
        " 2026-11-22T10:41:07Z", "2026-11-22T10:41:07.-12Z"})
    BOOST_TEST(!from_iso(text), text);
  BOOST_TEST(from_iso("2024-02-29T00:00:00Z").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <cerrno>

#include "store_data.h"

namespace support::store {
namespace {

using Answer = std::expected<int, base::Refusal>;

BOOST_FIXTURE_TEST_SUITE(store_latch, test::Data)

BOOST_AUTO_TEST_CASE(nothing_is_latched_at_first) {
  BOOST_TEST(!is_latched(paths));
  BOOST_TEST(guarded(paths, []() -> Answer { return 7; }).value() == 7);
}

BOOST_AUTO_TEST_CASE(an_eio_latches_and_goes_on_to_the_caller) {
  const auto broken = [] { throw base::IoError("some/file", "write", EIO); };
  BOOST_CHECK_THROW(guarded(paths, broken), base::IoError);
  BOOST_TEST(is_latched(paths));
  BOOST_TEST(get(paths.latch()).find("some/file: write") == 0u);
}

BOOST_AUTO_TEST_CASE(a_full_disk_does_not_latch) {
  const auto full = [] { throw base::IoError("some/file", "write", ENOSPC); };
  BOOST_CHECK_THROW(guarded(paths, full), base::IoError);
  BOOST_TEST(!is_latched(paths));
}

BOOST_AUTO_TEST_CASE(while_latched_no_write_runs) {
  latch(paths, "why");
  bool ran = false;
  const Answer answer = guarded(paths, [&]() -> Answer {
    ran = true;
    return 7;
  });
  BOOST_CHECK(answer.error().reason == base::Reason::storage_latched);
  BOOST_CHECK_THROW(guarded(paths, [&] { ran = true; }), base::IoError);
  BOOST_TEST(!ran);
}

BOOST_AUTO_TEST_CASE(only_the_first_to_latch_is_told_so_and_its_reason_stays) {
  BOOST_TEST(latch(paths, "first"));
  BOOST_TEST(!latch(paths, "second"));
  BOOST_TEST(get(paths.latch()) == "first\n");
}

BOOST_AUTO_TEST_CASE(clearing_lets_writes_through_again) {
  latch(paths, "why");
  clear_latch(paths);
  clear_latch(paths);
  BOOST_TEST(guarded(paths, []() -> Answer { return 7; }).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

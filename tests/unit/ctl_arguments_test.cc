#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "ctl/arguments.h"

namespace support::ctl {
namespace {

// The exit status of the refusal; 0: it was taken.
int refused(const Words& words, std::size_t count = 0) {
  try {
    Arguments(words, {"--data"}, {"--json"}).plain(count);
    return kOk;
  } catch (const Failure& failure) {
    return failure.status();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ctl_arguments)

BOOST_AUTO_TEST_CASE(an_empty_value_is_not_taken_for_no_option) {
  BOOST_TEST(refused({"--data", "/copy", "--json"}) == kOk);
  BOOST_TEST(refused({"--data", ""}) == kUsage);
  BOOST_TEST(refused({"--data="}) == kUsage);
}

BOOST_AUTO_TEST_CASE(an_empty_word_is_no_folder) {
  BOOST_TEST(refused({"/backup"}, 1) == kOk);
  BOOST_TEST(refused({""}, 1) == kUsage);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl

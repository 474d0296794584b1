#define BOOST_TEST_DYN_LINK
#include "base/file_time.h"

#include <boost/test/unit_test.hpp>

#include "base/error.h"
#include "folder.h"

namespace support::base {
namespace {

struct OneFile : test::Folder {
  const Path file = path / "file";

  OneFile() { replace_file(file, "bytes", 0600); }
};

BOOST_FIXTURE_TEST_SUITE(base_file_time, OneFile)

BOOST_AUTO_TEST_CASE(what_was_set_is_read_to_the_millisecond) {
  for (const char* text :
       {"1969-12-31T23:59:59.999Z", "2026-11-22T10:41:07.123Z",
        "2028-02-29T23:59:59.001Z", "2038-01-19T03:14:08.000Z"}) {
    set_modified(file, from_iso(text).value());
    BOOST_TEST(iso(modified(file).value()) == text);
  }
}

BOOST_AUTO_TEST_CASE(a_missing_file_has_no_time_and_gets_none) {
  BOOST_TEST(!modified(path / "none"));
  set_modified(path / "none", Time{});
  BOOST_TEST(!std::filesystem::exists(path / "none"));
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_an_error) {
  BOOST_CHECK_THROW(modified(file / "below"), IoError);
  BOOST_CHECK_THROW(set_modified(file / "below", Time{}), IoError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::base

#define BOOST_TEST_DYN_LINK
#include "store/folder.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "base/error.h"
#include "store/conversations.h"
#include "store/tokens.h"
#include "store_data.h"

namespace support::store {
namespace {

struct Folders : test::Data {
  base::Path top = path / "top";

  std::set<std::string> below() const {
    std::set<std::string> found;
    each_file_below(top, [&](const base::Path& file) {
      found.insert(file.lexically_relative(top).string());
    });
    return found;
  }
};

using Names = std::set<std::string>;

BOOST_FIXTURE_TEST_SUITE(store_folder, Folders)

BOOST_AUTO_TEST_CASE(every_file_is_found_however_deep) {
  BOOST_TEST((below() == Names{}));
  put(top / "one", "1");
  put(top / "a/b/c/two", "2");
  std::filesystem::create_directories(top / "empty");
  std::filesystem::create_directory_symlink(path / "data", top / "link");
  BOOST_TEST((below() == Names{"one", "a/b/c/two"}));
}

BOOST_AUTO_TEST_CASE(what_is_taken_away_meanwhile_is_passed_over) {
  for (const char* day : {"21", "22", "23"}) put(top / day / "one", "1");
  std::size_t seen = 0;
  each_file_below(top, [&](const base::Path&) {
    if (++seen > 1) return;
    for (const char* day : {"21", "22", "23"})
      std::filesystem::remove_all(top / day);
  });
  BOOST_TEST(seen == 1u);
}

// Not told, it would be an empty export, or a store found sound.
BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_read_is_not_an_empty_one) {
  for (const base::Path& folder : {paths.conversations(), paths.tokens()}) {
    std::filesystem::remove_all(folder);
    put(folder, "no folder");
  }
  BOOST_CHECK_THROW(Conversations(paths, {}).list(), base::IoError);
  BOOST_CHECK_THROW(Tokens(paths).of({}), base::IoError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

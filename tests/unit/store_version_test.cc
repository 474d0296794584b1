#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <grp.h>
#include <sys/stat.h>

#include <iostream>
#include <stdexcept>

#include "store_data.h"

namespace support::store {
namespace {

struct BareFolder : test::Folder {
  Paths paths{path / "data", path / "cache", path / "run"};
  void put(const char* name, std::string_view text) {
    test::Data::put(paths.data() / name, text);
  }
  std::size_t files() const { return test::Data::files_in(paths.data()); }
};

mode_t permissions_of(const base::Path& file) {
  struct stat status {};
  BOOST_REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

BOOST_FIXTURE_TEST_SUITE(store_version, BareFolder)

BOOST_AUTO_TEST_CASE(a_missing_directory_is_made_with_its_modes) {
  prepare_data(paths, "");
  BOOST_TEST(test::Data::get(paths.version()) == "{\"schema\":1}\n");
  BOOST_TEST(permissions_of(paths.data()) == 0710u);
  BOOST_TEST(permissions_of(paths.files()) == 0750u);
  BOOST_TEST(permissions_of(paths.incoming()) == 0750u);
  for (const auto& folder :
       {paths.conversations(), paths.customers(), paths.tokens(),
        paths.users(), paths.sessions(), paths.journals(), paths.audits()})
    BOOST_TEST(permissions_of(folder) == 0700u);
  BOOST_CHECK_NO_THROW(check_version(paths));
}

BOOST_AUTO_TEST_CASE(preparing_twice_changes_nothing) {
  prepare_data(paths, "");
  prepare_data(paths, "");
  BOOST_TEST(files() == 1u);
}

BOOST_AUTO_TEST_CASE(a_stopped_first_start_is_finished_by_the_next) {
  put("VERSION", "{\"schema\":1}\n");
  prepare_data(paths, "");
  BOOST_TEST(std::filesystem::is_directory(paths.users()));
}

BOOST_AUTO_TEST_CASE(names_with_a_dot_in_front_do_not_count_as_data) {
  put(".gitignore", "*");
  BOOST_CHECK_NO_THROW(prepare_data(paths, ""));
}

BOOST_AUTO_TEST_CASE(a_higher_schema_is_refused_and_nothing_is_touched) {
  put("VERSION", "{\"schema\":2}\n");
  BOOST_CHECK_THROW(prepare_data(paths, ""), std::runtime_error);
  BOOST_CHECK_THROW(check_version(paths), std::runtime_error);
  BOOST_TEST(!std::filesystem::exists(paths.users()));
  BOOST_TEST(test::Data::get(paths.version()) == "{\"schema\":2}\n");
}

BOOST_AUTO_TEST_CASE(files_without_version_are_refused_and_not_touched) {
  put("holiday.txt", "sun");
  BOOST_CHECK_THROW(prepare_data(paths, ""), std::runtime_error);
  BOOST_TEST(!std::filesystem::exists(paths.version()));
  BOOST_TEST(!std::filesystem::exists(paths.users()));
}

BOOST_AUTO_TEST_CASE(a_damaged_version_is_refused) {
  for (const char* text : {"", "{}", "1", "{\"schema\":\"1\"}",
                           "{\"schema\":0}", "{\"schema\":1"}) {
    put("VERSION", text);
    BOOST_CHECK_THROW(prepare_data(paths, ""), std::runtime_error);
    BOOST_TEST(!std::filesystem::exists(paths.users()));
  }
}

BOOST_AUTO_TEST_CASE(checking_makes_nothing) {
  BOOST_CHECK_THROW(check_version(paths), std::runtime_error);
  BOOST_TEST(!std::filesystem::exists(paths.data()));
}

BOOST_AUTO_TEST_CASE(an_unknown_group_is_refused_before_anything_is_made) {
  BOOST_CHECK_THROW(prepare_data(paths, "no-such-group-here"),
                    std::runtime_error);
  BOOST_TEST(!std::filesystem::exists(paths.data()));
}

// Only root can give a folder to any group.
boost::test_tools::assertion_result may_give_to_www_data(
    boost::unit_test::test_unit_id) {
  if (::geteuid() == 0 && ::getgrnam("www-data") != nullptr) return true;
  std::cout << "skipped: unit: a group is handed down to files made later "
               "(needs root and the group www-data)\n";
  return false;
}

BOOST_AUTO_TEST_CASE(a_group_is_handed_down_to_files_made_later,
                     *boost::unit_test::precondition(may_give_to_www_data)) {
  const struct group* group = ::getgrnam("www-data");
  BOOST_REQUIRE(group);
  prepare_data(paths, "www-data");
  BOOST_TEST(permissions_of(paths.data()) == 0710u);
  BOOST_TEST(permissions_of(paths.files()) == 02750u);
  const auto later = paths.files() / "2026" / "11";
  base::make_directories(later, 0750);
  struct stat status {};
  BOOST_REQUIRE(::stat(later.c_str(), &status) == 0);
  BOOST_TEST(status.st_gid == group->gr_gid);
  BOOST_TEST(permissions_of(later) == 02750u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

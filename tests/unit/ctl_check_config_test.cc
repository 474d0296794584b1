#define BOOST_TEST_DYN_LINK
#include <fcntl.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "base/file.h"
#include "base/text.h"
#include "ctl/ctl.h"
#include "folder.h"
#include "store/keys.h"

namespace support::ctl {
namespace {

struct ConfigInFolder {
  test::Folder folder;
  base::Path file = folder.path / "support.conf";
  // A sound one; paths stand from its folder.
  std::string text =
      "origins = https://shop.example\n"
      "socket = run/s.sock\n"
      "data_dir = data\n"
      "cache_dir = cache\n"
      "run_dir = run\n"
      "keys_file = keys\n"
      "templates_dir = templates\n";
  int status = 0;
  std::string out, err;

  ConfigInFolder() {
    store::load_or_make_keys(folder.path / "keys");
    std::filesystem::create_directory(folder.path / "templates");
    base::replace_file(folder.path / "templates" / "login.html", "", 0644);
  }
  std::vector<std::string> faults() {
    base::replace_file(file, text, 0644);
    std::ostringstream to_out, to_err;
    status = check_config(
        file,
        [](const base::Path& templates) {
          if (base::stamp_of(templates / "bad"))
            throw std::runtime_error("bad: unclosed tag");
        },
        to_out, to_err);
    out = to_out.str();
    err = to_err.str();
    std::vector<std::string> all;
    for (const auto line : base::split(err, '\n'))
      if (!line.empty())
        all.emplace_back(line.substr(folder.path.string().size() + 1));
    return all;
  }
  // The only fault there is.
  std::string fault() {
    const auto all = faults();
    BOOST_TEST(status == kBadConfig);
    return all.size() == 1 ? all[0] : std::to_string(all.size()) + ":\n" + err;
  }
  static bool has(const std::string& fault, const std::string& words) {
    if (fault.find(words) != fault.npos) return true;
    BOOST_TEST_MESSAGE(fault);
    return false;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_check_config, ConfigInFolder)

BOOST_AUTO_TEST_CASE(a_sound_one_is_good_though_nothing_is_made_yet) {
  BOOST_TEST(faults().empty(), err);
  BOOST_TEST(status == kOk);
  BOOST_TEST(has(out, "support.conf: good"));
  BOOST_TEST(!std::filesystem::exists(folder.path / "data"));
}

BOOST_AUTO_TEST_CASE(all_faults_are_told_in_one_run_each_with_its_line) {
  text += "colour = red\nworkers = many\nnonsense\nrate_send = 5\n[more]\n"
          "x = 1\n";
  const auto all = faults();
  BOOST_TEST(status == kBadConfig);
  BOOST_REQUIRE(all.size() == 5u);
  BOOST_TEST(has(err, "support.conf:8: colour is no key of this file"));
  BOOST_TEST(has(err, "support.conf:9: workers must be a number"));
  BOOST_TEST(has(err, "support.conf:10: "));
  BOOST_TEST(has(err, "support.conf:11: rate_send must be count/seconds"));
  BOOST_TEST(has(err, "support.conf:12: has no sections"));
}

BOOST_AUTO_TEST_CASE(a_bad_value_is_not_also_told_to_be_missing) {
  text.replace(text.find("data_dir = data"), 15, "data_dir = \"da\"");
  BOOST_TEST(has(fault(), "support.conf:3: data_dir takes no quotes"));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_told) {
  file = folder.path / "none";
  std::ostringstream to_out, to_err;
  BOOST_TEST(check_config(file, [](const base::Path&) {}, to_out, to_err) ==
             kBadConfig);
  BOOST_TEST(has(to_err.str(), "none: cannot be read"));
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_a_file_is_told) {
  base::replace_file(folder.path / "cache", "", 0600);
  BOOST_TEST(has(fault(), "support.conf:4: cache_dir: "));
  BOOST_TEST(has(err, "cache is no directory"));
}

BOOST_AUTO_TEST_CASE(a_directory_that_cannot_be_made_is_told) {
  text.replace(text.find("cache_dir = cache"), 17, "cache_dir = keys/x/y");
  BOOST_TEST(has(fault(), "support.conf:4: cache_dir: "));
}

BOOST_AUTO_TEST_CASE(keys_that_others_may_read_are_told_and_so_are_none) {
  ::chmod((folder.path / "keys").c_str(), 0644);
  BOOST_TEST(has(fault(), "support.conf:6: keys_file: "));
  std::filesystem::remove(folder.path / "keys");
  BOOST_TEST(has(fault(), "is missing; `supportctl identity key` makes it"));
}

BOOST_AUTO_TEST_CASE(keys_below_the_data_are_told) {
  std::filesystem::create_directory(folder.path / "data");
  std::filesystem::rename(folder.path / "keys", folder.path / "data" / ".keys");
  text.replace(text.find("keys_file = keys"), 16, "keys_file = data/.keys");
  BOOST_TEST(has(fault(), "keys_file: stands below data_dir"));
}

BOOST_AUTO_TEST_CASE(a_folder_without_templates_is_told) {
  std::filesystem::remove(folder.path / "templates" / "login.html");
  BOOST_TEST(has(fault(), "templates_dir: "));
}

// Each backup would hold the index, with words that were erased since.
BOOST_AUTO_TEST_CASE(an_index_below_the_data_is_told) {
  text.replace(text.find("cache_dir = cache"), 17, "cache_dir = data/cache");
  BOOST_TEST(has(fault(), "cache_dir: stands below data_dir"));
}

BOOST_AUTO_TEST_CASE(the_data_directory_is_not_for_what_runs_too) {
  text.replace(text.find("run_dir = run"), 13, "run_dir = data");
  text.replace(text.find("socket = run/"), 13, "socket = ");
  BOOST_TEST(has(fault(), "run_dir: stands below data_dir"));
}

BOOST_AUTO_TEST_CASE(the_sockets_folder_and_what_stands_in_its_place_are_told) {
  text.replace(text.find("run/s.sock"), 10, "away/s.sock");
  BOOST_TEST(has(fault(), "support.conf:2: socket: its folder"));
  std::filesystem::create_directory(folder.path / "away");
  base::replace_file(folder.path / "away" / "s.sock", "", 0600);
  BOOST_TEST(has(fault(), "is there, and is no socket"));
}

BOOST_AUTO_TEST_CASE(a_template_a_group_and_a_newer_data_directory_are_told) {
  base::replace_file(folder.path / "templates" / "bad", "", 0600);
  text += "data_group = no-such-group\n";
  std::filesystem::create_directory(folder.path / "data");
  base::replace_file(folder.path / "data" / "VERSION", "{\"schema\":99}\n",
                     0600);
  BOOST_TEST(faults().size() == 3u);
  BOOST_TEST(has(err, "support.conf:7: templates_dir: bad: unclosed tag"));
  BOOST_TEST(has(err, "support.conf:8: data_group: there is no group"));
  BOOST_TEST(has(err, "support.conf:3: data_dir: "));
  BOOST_TEST(has(err, "schema 99 is newer"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <map>

#include "ctl_store.h"

namespace support::ctl {
namespace {

struct Later : test::StorePlace {
  store::ConversationId id = conversation();
  base::Path data = folder.path / "data";

  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> all;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(data))
      if (entry.is_regular_file())
        all[entry.path().string()] = text_of(entry.path());
    return all;
  }
};

BOOST_FIXTURE_TEST_SUITE(ctl_version, Later)

BOOST_AUTO_TEST_CASE(a_store_of_a_later_version_is_refused_and_untouched) {
  write(data / "VERSION", "{\"schema\":2}\n");
  std::filesystem::create_directories(place.config.cache_dir);
  write(place.paths.index(), "of a later version, too");
  const auto before = files();
  const auto refuses = [&](int (*command)(Place&, const Words&),
                           const Words& words) {
    BOOST_CHECK_EXCEPTION(run(command, words), std::runtime_error,
                          [](const std::runtime_error& error) {
      return std::string(error.what()).find("schema 2 is newer") !=
             std::string::npos;
    });
  };
  refuses(erase, {"message", id.text(), "2", "--yes"});
  refuses(erase, {"conversation", id.text(), "--yes"});
  refuses(erase, {"customer", customer, "--yes"});
  refuses(retention, {"--days", "1", "--yes"});
  refuses(show, {id.text()});
  refuses(verify, {"--repair"});
  refuses(backup, {(folder.path / "backups").string()});
  refuses(export_conversations, {});
  refuses(import_conversations, {});
  refuses(reindex, {});
  BOOST_TEST((files() == before));
  BOOST_TEST(text_of(place.paths.index()) == "of a later version, too");
}

BOOST_AUTO_TEST_CASE(nobody_is_told_to_put_an_older_version_back) {
  write(data / "VERSION", "{\"schema\":2}\n");
  run(verify, {});
  BOOST_TEST(status == kBadData);
  BOOST_TEST(out.str().find("from the newest backup") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::ctl

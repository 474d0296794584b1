#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <stdexcept>

#include "base/crypto.h"
#include "store/keys.h"
#include "store_data.h"

namespace support::store {
namespace {

struct KeysInFolder : test::Data {
  base::Path file = path / "etc" / "keys";

  // What load_keys says to these bytes.
  std::string complaint(const std::string& bytes) {
    put(file, bytes);
    ::chmod(file.c_str(), 0600);
    try {
      load_keys(file);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }
};

BOOST_FIXTURE_TEST_SUITE(store_keys, KeysInFolder)

BOOST_AUTO_TEST_CASE(a_missing_file_is_refused_or_made_with_a_fresh_key) {
  BOOST_CHECK_THROW(load_keys(file), std::runtime_error);
  const Keys made = load_or_make_keys(file);
  BOOST_TEST(made.master.size() == 32u);
  BOOST_TEST(made.identity.empty());
  BOOST_TEST((load_keys(file).master == made.master));
  BOOST_TEST((load_or_make_keys(file).master == made.master));
  struct stat status {};
  BOOST_REQUIRE(::stat(file.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0600u);
}

BOOST_AUTO_TEST_CASE(a_file_that_others_may_read_is_refused) {
  load_or_make_keys(file);
  for (const mode_t mode : {0640u, 0604u, 0620u, 0666u}) {
    ::chmod(file.c_str(), mode);
    BOOST_CHECK_THROW(load_keys(file), std::runtime_error);
    BOOST_CHECK_THROW(load_or_make_keys(file), std::runtime_error);
  }
  ::chmod(file.c_str(), 0400);
  BOOST_CHECK_NO_THROW(load_keys(file));
}

BOOST_AUTO_TEST_CASE(a_link_to_a_file_is_refused) {
  load_or_make_keys(file);
  const base::Path link = path / "link";
  std::filesystem::create_symlink(file, link);
  BOOST_CHECK_THROW(load_keys(link), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(an_added_key_leaves_the_others_valid) {
  const Keys before = load_or_make_keys(file);
  const IdentityKey one = add_identity_key(file, "shop-1", now);
  const IdentityKey two = add_identity_key(file, "shop_2", now);
  const Keys after = load_keys(file);
  BOOST_TEST((after.master == before.master));
  BOOST_REQUIRE(after.identity.size() == 2u);
  BOOST_TEST((after.identity.at("shop-1").secret == one.secret));
  BOOST_TEST((one.secret != two.secret));
  BOOST_TEST(one.secret.size() == 32u);
  BOOST_CHECK(after.identity.at("shop_2").created == now);
}

BOOST_AUTO_TEST_CASE(a_kid_is_well_formed_and_new) {
  load_or_make_keys(file);
  add_identity_key(file, "shop", now);
  for (const std::string& bad : {std::string("shop"), std::string(),
                                 std::string("a b"), std::string(33, 'k')})
    BOOST_CHECK_THROW(add_identity_key(file, bad, now), std::runtime_error);
  BOOST_TEST(load_keys(file).identity.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_malformed_file_is_refused_without_quoting_it) {
  const std::string key = base::crypto::base64url(std::string(32, 'k'));
  const std::string one = "{\"kid\":\"a\",\"secret\":\"" + key +
                          "\",\"created\":\"2026-11-22T10:41:07Z\"}";
  const auto with = [&](const std::string& master, const std::string& list) {
    return "{\"master\":\"" + master + "\",\"identity\":" + list + "}";
  };
  BOOST_TEST(complaint(with(key, "[" + one + "]")) == "");
  for (const std::string& bad :
       {std::string(), std::string("{}"), with("", "[]"), with("c2hvcnQ", "[]"),
        with(key, "{}"), with(key, "[" + one + "," + one + "]"),
        with(key, "[{\"kid\":\"a\"}]"),
        with(key, "[{\"kid\":\"../a\",\"secret\":\"" + key + "\"}]"),
        with(key, "[{\"kid\":\"a\",\"secret\":\"" + key + "\"}]")}) {
    const std::string told = complaint(bad);
    BOOST_TEST(told.find("keys: ") != std::string::npos);
    BOOST_TEST(told.find(key) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(eight_processes_that_make_it_get_the_same_key) {
  const int good = test::in_processes(8, [&](int) {
    const Keys mine = load_or_make_keys(file);
    return mine.master == load_keys(file).master;
  });
  BOOST_TEST(good == 8);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

// What somebody put into the store on purpose, or a disk that lost its mind:
// verify says which file, and neither waits, dies nor calls it well.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include "base/text.h"
#include "ctl_store.h"

namespace support::ctl {
namespace {

struct Spoilt : test::StorePlace {
  store::ConversationId id = conversation();
  base::Path log = place.paths.conversation(id);

  void check(const std::string& words) {
    run(verify, {});
    BOOST_TEST(status == kBadData);
    BOOST_TEST(says(words), out.str() + err.str());
  }
  bool says(const std::string& words) const {
    return out.str().find(words) != std::string::npos;
  }
  void check_pipe(const base::Path& file) {
    std::filesystem::remove(file);
    BOOST_REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
    check(file.string() + ": damage: is no file");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_verify_hostile, Spoilt)

BOOST_AUTO_TEST_CASE(a_pipe_in_place_of_a_conversation_is_told) {
  check_pipe(log);
}

BOOST_AUTO_TEST_CASE(a_pipe_in_place_of_a_list_is_told) {
  check_pipe(place.paths.customer(customer));
}

BOOST_AUTO_TEST_CASE(a_pipe_in_place_of_VERSION_is_told) {
  check_pipe(place.paths.version());
}

BOOST_AUTO_TEST_CASE(a_pipe_in_place_of_the_index_is_told) {
  const base::Path index = place.paths.index();
  std::filesystem::create_directories(index.parent_path());
  BOOST_REQUIRE(::mkfifo(index.c_str(), 0600) == 0);
  run(verify, {});
  BOOST_TEST(says(index.string() + ": note: cannot be read"), out.str());
}

BOOST_AUTO_TEST_CASE(a_number_without_measure_is_told) {
  store::Record record;
  record.n = 999'999'999'999;
  record.t = now;
  record.kind = store::Kind::message;
  record.by = "c:" + customer;
  record.more = {{"text", "Hello"}};
  write(log, text_of(log) + store::encode(record) + "\n");
  check(log.string() + ":3: damage: number 999999999999 where 3 is due");
}

BOOST_AUTO_TEST_CASE(a_conversation_of_zeros_is_damage_once_it_was_read) {
  run(reindex, {});
  BOOST_REQUIRE(status == kOk);
  for (const std::string& bytes : {std::string(), std::string(300, '\0'),
                                   std::string(300, '\n')}) {
    write(log, bytes);
    check(log.string() + ": damage: holds no record");
  }
}

BOOST_AUTO_TEST_CASE(a_conversation_of_zeros_is_damage_when_files_belong_to_it) {
  attach(id, "Some words\n", 3);
  write(log, std::string(300, '\0'));
  check(log.string() + ": damage: holds no record");
}

BOOST_AUTO_TEST_CASE(a_file_of_another_conversation_is_damage) {
  const auto other = store::ConversationId::make(now);
  BOOST_REQUIRE(customers.note(customer, "create-02", other, now));
  store::Record record;
  record.n = 1;
  record.t = now;
  record.kind = store::Kind::open;
  record.by = "c:" + customer;
  record.more = {{"conversation", id.text()}};
  write(place.paths.conversation(other), store::encode(record) + "\n");
  check(place.paths.conversation(other).string() +
        ":1: damage: is the file of another conversation");
}

// Whoever puts the conversation back in its place loses what it says since.
BOOST_AUTO_TEST_CASE(what_is_to_be_put_back_is_the_file_that_is_missing) {
  const base::Path file = attach(id, "Some words\n", 3);
  std::filesystem::remove(file);
  check("restore (1)");
  const std::string advice = out.str().substr(out.str().find("restore (1)"));
  BOOST_TEST((advice.find("\n  " + file.string()) != advice.npos), advice);
  BOOST_TEST((advice.find(log.string()) == advice.npos), advice);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl

#define BOOST_TEST_DYN_LINK
#include "index/database.h"

#include <sqlite3.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "folder.h"
#include "index/schema.h"

namespace support::index {
namespace {

struct IndexInFolder : test::Folder {
  base::Path file = path / "cache" / "index.db";

  void remember(std::int64_t value) {
    Database database = Database::for_writing(file);
    database.prepare("INSERT INTO meta VALUES('remembered', ?)")
        .bind(1, value)
        .run();
  }
  static std::int64_t remembered(Database& database) {
    Statement question = database.prepare(
        "SELECT value FROM meta WHERE name = 'remembered'");
    return question.step() ? question.number(0) : 0;
  }
  void overwrite(std::size_t from, std::size_t count) {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(static_cast<std::streamoff>(from));
    bytes << std::string(count, 'x');
  }
};

BOOST_FIXTURE_TEST_SUITE(index_database, IndexInFolder)

BOOST_AUTO_TEST_CASE(a_missing_index_is_made_with_its_tables) {
  BOOST_TEST(!Database::for_reading(file));
  remember(7);
  auto reader = Database::for_reading(file);
  BOOST_REQUIRE(reader);
  BOOST_TEST(remembered(*reader) == 7);
}

BOOST_AUTO_TEST_CASE(a_reader_sees_what_is_committed_while_it_stays_open) {
  Database writer = Database::for_writing(file);
  auto reader = Database::for_reading(file);
  BOOST_REQUIRE(reader);
  writer.run("BEGIN IMMEDIATE; INSERT INTO meta VALUES('remembered', 9)");
  BOOST_TEST(remembered(*reader) == 0);
  writer.run("COMMIT");
  BOOST_TEST(remembered(*reader) == 9);
}

BOOST_AUTO_TEST_CASE(a_reader_cannot_write) {
  remember(7);
  auto reader = Database::for_reading(file);
  BOOST_CHECK_EXCEPTION(reader->run("DELETE FROM meta"), IndexError,
                        [](const IndexError& e) { return !e.is_damaged(); });
}

BOOST_AUTO_TEST_CASE(an_index_of_another_schema_is_none_and_is_made_anew) {
  remember(7);
  Database::for_writing(file).run(
      "PRAGMA user_version = " + std::to_string(kSchemaNumber + 1));
  BOOST_TEST(!Database::for_reading(file));
  Database anew = Database::for_writing(file);
  BOOST_TEST(remembered(anew) == 0);
}

BOOST_AUTO_TEST_CASE(a_damaged_index_is_told_to_readers_and_made_anew) {
  remember(7);
  overwrite(0, 4096);
  BOOST_CHECK_EXCEPTION(Database::for_reading(file), IndexError,
                        [](const IndexError& e) { return e.is_damaged(); });
  Database anew = Database::for_writing(file);
  BOOST_TEST(remembered(anew) == 0);
}

BOOST_AUTO_TEST_CASE(a_log_that_was_cut_off_is_damage) {
  Database writer = Database::for_writing(file);
  writer.run("INSERT INTO meta VALUES('seven', 7)");
  std::filesystem::resize_file(file.string() + "-wal", 0);
  BOOST_CHECK_EXCEPTION(Database::for_reading(file), IndexError,
                        [](const IndexError& e) { return e.is_damaged(); });
}

BOOST_AUTO_TEST_CASE(a_removed_index_leaves_no_log_for_the_next_one) {
  Database writer = Database::for_writing(file);
  BOOST_TEST(std::filesystem::exists(file.string() + "-wal"));
  remove_database(file);
  BOOST_TEST(std::filesystem::is_empty(file.parent_path()));
}

BOOST_AUTO_TEST_CASE(an_index_given_a_new_name_brings_its_log_along) {
  const base::Path beside = file.string() + ".new";
  {
    Database writer = Database::for_writing(beside);
    writer.run("INSERT INTO meta VALUES('remembered', 5)");
    writer.fold_in_log();
  }
  rename_database(beside, file);
  auto reader = Database::for_reading(file);
  BOOST_REQUIRE(reader);
  BOOST_TEST(remembered(*reader) == 5);
}

BOOST_AUTO_TEST_CASE(an_index_that_somebody_has_locked_is_not_damaged) {
  Database one = Database::for_writing(file);
  Database other = Database::for_writing(file);
  one.run("BEGIN IMMEDIATE");
  BOOST_CHECK_EXCEPTION(other.run("BEGIN IMMEDIATE"), IndexError,
                        [](const IndexError& e) { return !e.is_damaged(); });
}

BOOST_AUTO_TEST_CASE(text_comes_back_byte_for_byte) {
  Database database = Database::for_writing(file);
  for (const std::string text :
       {"", "O'Hara \"x\" -- ;", "\xC3\xA5\xE2\x82\xAC"}) {
    Statement echo = database.prepare("SELECT ?1");
    echo.bind(1, text).step();
    BOOST_TEST(echo.text(0) == text);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::index

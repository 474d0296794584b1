#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "store/record.h"
#include "store/whole_file.h"
#include "store_data.h"

namespace support::store {
namespace {

using base::Reason;
using base::Refusal;
using base::json::Object;
using Changed = std::expected<Object, Refusal>;

struct FileInFolder : test::Data {
  base::Path file = paths.data() / "words.json";
  base::Path old = paths.data() / "old";

  std::expected<std::int64_t, Refusal> write(const char* word) {
    return change_whole(paths, file, [&](const WholeFile*) -> Changed {
      return Object{{"word", word}};
    });
  }
};

BOOST_FIXTURE_TEST_SUITE(store_whole_file, FileInFolder)

BOOST_AUTO_TEST_CASE(a_file_is_written_for_people_one_member_a_line) {
  write("one").value();
  const std::string body = "{\n  \"rev\": 1,\n  \"word\": \"one\"";
  BOOST_TEST(get(file) ==
             body + ",\n  \"c\": \"" + crc_text(crc32(body)) + "\"\n}\n");
  BOOST_TEST(in_lines({}) == "{}\n");
}

BOOST_AUTO_TEST_CASE(a_list_of_objects_has_one_a_line_and_reads_the_same) {
  using base::json::Array;
  const Object list = {
      {"words", Array{Object{{"a", 1}}, Object{{"b", "]"}}}},
      {"numbers", Array{1, 2}},
      {"none", Array{}}};
  const std::string lines = in_lines(list);
  BOOST_TEST(lines.starts_with(
      "{\n  \"words\": [\n    {\"a\":1},\n    {\"b\":\"]\"}\n  ],\n"
      "  \"numbers\": [1,2],\n  \"none\": [],\n  \"c\": \""));
  BOOST_TEST(in_lines(*base::json::parse(lines)->object()) == lines);
}

BOOST_AUTO_TEST_CASE(the_crc_is_of_these_bytes_whatever_was_read_before) {
  write("one").value();
  const std::string sound = get(file);
  BOOST_CHECK(crc_of_whole(sound) == WholeCrc::right);
  put(file, std::string(sound).replace(sound.find("one"), 3, "two"));
  BOOST_CHECK(crc_of_whole(get(file)) == WholeCrc::wrong);
  BOOST_TEST(read_whole(file)->fields.text("word") == "two");
  write("three").value();
  BOOST_CHECK(crc_of_whole(get(file)) == WholeCrc::right);
}

BOOST_AUTO_TEST_CASE(no_byte_of_a_file_can_change_unseen) {
  const std::string sound = in_lines({{"rev", 1}, {"word", "one"}});
  for (std::size_t at = 0; at < sound.size(); ++at)
    for (int value = 0; value < 256; ++value) {
      std::string changed = sound;
      changed[at] = static_cast<char>(value);
      if (changed == sound) continue;
      if (crc_of_whole(changed) != WholeCrc::wrong)
        BOOST_ERROR("unseen at " << at << ": " << value);
    }
}

BOOST_AUTO_TEST_CASE(an_earlier_versions_file_has_no_crc_and_reads_the_same) {
  put(file, "{\n  \"rev\": 7,\n  \"word\": \"one\"\n}\n");
  BOOST_CHECK(crc_of_whole(get(file)) == WholeCrc::absent);
  BOOST_TEST(write("two").value() == 8);
  BOOST_CHECK(crc_of_whole(get(file)) == WholeCrc::right);
}

BOOST_AUTO_TEST_CASE(a_file_may_be_allowed_to_be_larger_than_others) {
  const std::string word(100'000, 'x');
  const auto big = [&](const WholeFile*) -> Changed {
    return Object{{"word", word}};
  };
  BOOST_CHECK_THROW(change_whole(paths, file, big), base::IoError);
  BOOST_TEST(change_whole(paths, file, big, 200'000).value() == 1);
  BOOST_CHECK_THROW(read_whole(file), base::IoError);
  BOOST_TEST(read_whole(file, 200'000)->fields.text("word") == word);
}

BOOST_AUTO_TEST_CASE(each_revision_that_was_replaced_is_kept_as_it_was) {
  write("one").value();
  const std::string first = get(file);
  write("two").value();
  BOOST_TEST(get(old / "words.json.1") == first);
  BOOST_TEST(!std::filesystem::exists(old / "words.json.2"));
}

BOOST_AUTO_TEST_CASE(a_revision_left_by_a_crash_does_not_stop_the_next_change) {
  write("one").value();
  put(old / "words.json.1", "left");
  BOOST_TEST(write("two").value() == 2);
  BOOST_TEST(get(old / "words.json.1").find("one") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(revisions_of_other_files_stay) {
  for (const char* name : {"words.json.x", "words.json", "words.jsonl.1",
                           "other.json.1", "words.json.1.1"})
    put(old / name, "mine");
  for (int i = 0; i < 8; ++i) write("word").value();
  BOOST_TEST(files_in(old) == 5u + 5u);
}

BOOST_AUTO_TEST_CASE(a_refused_change_leaves_everything_as_it_was) {
  write("one").value();
  const auto refused =
      change_whole(paths, file, [](const WholeFile* stored) -> Changed {
        BOOST_TEST(rev_of(stored) == 1);
        return std::unexpected(Refusal{Reason::conflict});
      });
  BOOST_CHECK(refused.error().reason == Reason::conflict);
  BOOST_TEST(!std::filesystem::exists(old));
  BOOST_TEST(read_whole(file)->rev == 1);
}

BOOST_AUTO_TEST_CASE(a_change_that_would_be_unreadable_is_not_written) {
  write("one").value();
  BOOST_CHECK_THROW(write(std::string(70'000, 'x').c_str()), base::IoError);
  BOOST_TEST(read_whole(file)->fields.text("word") == "one");
}

BOOST_AUTO_TEST_CASE(members_are_read_strictly) {
  put(file, R"({"rev":1,"n":5,"b":true,"s":"x","l":["a"],"t":"yesterday"})");
  const Fields fields = read_fields(file).value();
  BOOST_TEST(fields.integer("n", 0, 0, 5) == 5);
  BOOST_TEST(fields.integer("absent", 7, 0, 5) == 7);
  BOOST_TEST(fields.flag("b", false));
  BOOST_TEST(fields.texts("l").size() == 1u);
  BOOST_CHECK_THROW(fields.integer("n", 0, 0, 4), std::runtime_error);
  BOOST_CHECK_THROW(fields.integer("s", 0, 0, 9), std::runtime_error);
  BOOST_CHECK_THROW(fields.flag("n", false), std::runtime_error);
  BOOST_CHECK_THROW(fields.text("n"), std::runtime_error);
  BOOST_CHECK_THROW(fields.texts("s"), std::runtime_error);
  BOOST_CHECK_THROW(fields.time("t"), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

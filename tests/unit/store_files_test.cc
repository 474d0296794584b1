#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include "base/crypto.h"
#include "base/file_time.h"
#include "store/files.h"
#include "store_data.h"
#include "store_images.h"

namespace support::store {
namespace {

using base::Reason;
using base::Refusal;

struct FilesInFolder : test::Data {
  ConversationId id = ConversationId::make(now);

  IncomingFile incoming(const char* name, const char* type = "",
                        std::size_t max = 1'000'000) const {
    return IncomingFile(paths, name, type, max);
  }
  // Takes the bytes in and finishes.
  std::expected<StoredFile, Refusal> taken(const char* name,
                                           std::string_view bytes,
                                           const char* type = "") const {
    IncomingFile file = incoming(name, type);
    file.add(bytes).value();
    return file.finish();
  }
  Refusal refused(const char* name, std::string_view bytes,
                  const char* type = "") const {
    const auto answer = taken(name, bytes, type);
    BOOST_REQUIRE(!answer);
    BOOST_TEST(files_in(paths.files()) == 0u);
    return answer.error();
  }
  static std::string sha256(std::string_view bytes) {
    base::crypto::Sha256 hash;
    hash.add(bytes);
    return hash.hex();
  }
};

BOOST_FIXTURE_TEST_SUITE(store_files, FilesInFolder)

BOOST_AUTO_TEST_CASE(a_file_that_comes_in_pieces_is_kept_whole) {
  const std::string bytes = test::png(640, 480) + std::string(100'000, 'x');
  IncomingFile file = incoming("../Photo.PNG", "image/png");
  for (std::size_t at = 0; at < bytes.size(); at += 999)
    file.add(std::string_view(bytes).substr(at, 999)).value();
  const StoredFile stored = file.finish().value();
  BOOST_TEST(stored.name == "Photo.PNG");
  BOOST_TEST(stored.media == "image/png");
  BOOST_TEST(stored.bytes == bytes.size());
  BOOST_TEST(stored.sha256 == sha256(bytes));
  BOOST_TEST(stored.width == 640);
  BOOST_TEST(stored.height == 480);
  file.keep(id, 7);
  const base::Path place = paths.file(id, 7, stored.sha256);
  BOOST_CHECK(get(place) == bytes);
  struct stat status {};
  BOOST_REQUIRE(::stat(place.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0640u);
  BOOST_REQUIRE(::stat(place.parent_path().c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777) == 0750u);
}

BOOST_AUTO_TEST_CASE(a_kept_file_outlives_its_taker_and_nothing_else_is_left) {
  {
    IncomingFile file = incoming("a.txt");
    file.add("hello").value();
    file.finish().value();
    file.keep(id, 1);
  }
  BOOST_TEST(files_in(paths.files()) == 1u);
  BOOST_TEST(get(paths.file(id, 1, sha256("hello"))) == "hello");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_kept_goes_with_its_taker) {
  {
    IncomingFile file = incoming("a.txt");
    file.add("hello").value();
    IncomingFile moved = std::move(file);
    moved.finish().value();
    BOOST_TEST(files_in(paths.files()) == 1u);
  }
  BOOST_TEST(files_in(paths.files()) == 0u);
}

BOOST_AUTO_TEST_CASE(each_type_is_taken_with_its_size) {
  struct Sample {
    const char* name;
    std::string bytes;
    const char* media;
    std::int64_t width;
  };
  const Sample samples[] = {
      {"a.png", test::png(4, 3), "image/png", 4},
      {"a.jpeg", test::jpeg(4, 3), "image/jpeg", 4},
      {"a.gif", test::gif(4, 3), "image/gif", 4},
      {"a.webp", test::webp_lossy(4, 3), "image/webp", 4},
      {"b.webp", test::webp_lossless(4, 3), "image/webp", 4},
      {"c.webp", test::webp_extended(4, 3), "image/webp", 4},
      {"a.pdf", "%PDF-1.7\n", "application/pdf", 0},
      {"a.txt", "Grüße\n", "text/plain", 0}};
  for (const Sample& sample : samples) {
    const auto stored = taken(sample.name, sample.bytes);
    BOOST_REQUIRE(stored);
    BOOST_TEST(stored->media == sample.media);
    BOOST_TEST(stored->width == sample.width);
    BOOST_TEST(stored->sha256 == sha256(sample.bytes));
  }
}

BOOST_AUTO_TEST_CASE(what_disagrees_is_refused_and_told_by_its_part) {
  const std::string png = test::png(4, 3);
  BOOST_TEST(refused("a.exe", png).detail == "name");
  BOOST_TEST(refused(".htaccess", "Options All").detail == "name");
  BOOST_TEST(refused(".htaccess\u200b", "Options All").detail == "name");
  BOOST_TEST(refused("a.svg", "<svg/>").detail == "name");
  BOOST_TEST(refused("a.png", png, "text/html").detail == "declared type");
  BOOST_TEST(refused("a.png", test::gif(4, 3)).detail == "content");
  BOOST_TEST(refused("a.png", "<svg/>").detail == "content");
  BOOST_TEST(refused("a.txt", png).detail == "content");
  BOOST_TEST(refused("a.png", png.substr(0, 20)).detail == "image header");
  BOOST_TEST(refused("a.jpg", "\xff\xd8\xff").detail == "image header");
  BOOST_CHECK(refused("a.exe", png).reason == Reason::bad_type);
}

BOOST_AUTO_TEST_CASE(a_code_point_may_lie_across_two_pieces) {
  IncomingFile file = incoming("a.txt");
  file.add("Gr\xc3").value();
  file.add("\xbc\xc3").value();
  file.add("\x9f" "e").value();
  BOOST_TEST(file.finish().has_value());
}

BOOST_AUTO_TEST_CASE(a_text_with_nul_or_a_cut_code_point_is_refused) {
  using std::string_view_literals::operator""sv;
  BOOST_TEST(refused("a.txt", "a\0b"sv).detail == "content");
  BOOST_TEST(refused("a.txt", "Gr\xc3").detail == "content");
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_refused) {
  IncomingFile file = incoming("a.txt");
  file.add("").value();
  BOOST_CHECK(file.finish().error().reason == Reason::empty);
}

BOOST_AUTO_TEST_CASE(one_byte_over_the_limit_is_refused) {
  IncomingFile file = incoming("a.txt", "", 10);
  file.add("12345").value();
  file.add("67890").value();
  const auto more = file.add("1");
  BOOST_REQUIRE(!more);
  BOOST_CHECK(more.error().reason == Reason::too_large);
  BOOST_TEST(more.error().limit == 10);
  BOOST_TEST(file.finish().value().bytes == 10u);
}

BOOST_AUTO_TEST_CASE(more_than_50_million_pixels_are_refused) {
  BOOST_TEST(taken("a.png", test::png(50'000, 1'000)).has_value());
  const Refusal refusal = refused("a.png", test::png(50'000, 1'001));
  BOOST_CHECK(refusal.reason == Reason::too_large);
  BOOST_TEST(refusal.detail == "pixels");
  BOOST_TEST(refusal.limit == 50'000'000);
  refused("a.png", test::png(0xffffffff, 0xffffffff));
  refused("a.webp", test::webp_extended(16'777'216, 16'777'216));
}

BOOST_AUTO_TEST_CASE(a_photograph_does_not_tell_where_it_was_taken) {
  const std::string bytes = test::jpeg(40, 30, test::exif(6));
  IncomingFile file = incoming("a.jpg");
  file.add(bytes).value();
  const StoredFile stored = file.finish().value();
  file.keep(id, 2);
  const std::string kept = get(paths.file(id, 2, stored.sha256));
  BOOST_TEST(kept.find("GPS") == std::string::npos);
  BOOST_TEST(kept.size() == stored.bytes);
  BOOST_TEST(sha256(kept) == stored.sha256);
  BOOST_TEST(stored.width == 40);
  BOOST_TEST(files_in(paths.files()) == 1u);
}

BOOST_AUTO_TEST_CASE(while_latched_no_file_is_taken) {
  IncomingFile begun = incoming("a.txt");
  begun.add("x").value();
  latch(paths, "why");
  BOOST_CHECK(begun.finish().error().reason == Reason::storage_latched);
  BOOST_CHECK(incoming("b.txt").add("x").error().reason ==
              Reason::storage_latched);
  BOOST_TEST(files_in(paths.files()) == 1u);
}

BOOST_AUTO_TEST_CASE(leftovers_of_killed_workers_go_after_a_day) {
  put(paths.incoming() / "LEFT.part", "x");
  base::set_modified(paths.incoming() / "LEFT.part", now);
  BOOST_TEST(tidy_incoming(paths, now + std::chrono::hours(23)) == 0u);
  BOOST_TEST(tidy_incoming(paths, now + std::chrono::hours(25)) == 1u);
  BOOST_TEST(files_in(paths.incoming()) == 0u);
}

BOOST_AUTO_TEST_CASE(the_fields_of_a_record_come_back_as_they_were) {
  const StoredFile file = taken("a.png", test::png(4, 3)).value();
  Record record;
  record.more = fields_of(file);
  const StoredFile back = file_in(record);
  BOOST_TEST(back.name == file.name);
  BOOST_TEST(back.media == file.media);
  BOOST_TEST(back.bytes == file.bytes);
  BOOST_TEST(back.sha256 == file.sha256);
  BOOST_TEST(back.width == 4);
  BOOST_TEST(back.height == 3);
  record.more = fields_of(taken("a.txt", "x").value());
  BOOST_TEST(record.more.size() == 4u);
  BOOST_TEST(file_in(record).width == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

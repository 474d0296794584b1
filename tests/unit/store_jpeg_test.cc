#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "store/jpeg.h"
#include "store_images.h"

namespace support::store {
namespace {

using namespace test;

std::string cleaned(const std::string& bytes) {
  const auto pieces = without_metadata(bytes);
  BOOST_REQUIRE(pieces);
  std::string all;
  for (const std::string_view piece : *pieces) all += piece;
  return all;
}

BOOST_AUTO_TEST_SUITE(store_jpeg)

BOOST_AUTO_TEST_CASE(a_picture_without_metadata_stays_as_it_is) {
  const std::string jfif = segment(0xe0, std::string("JFIF\0\x01\x02"sv));
  const std::string bytes = jpeg(40, 30, jfif);
  BOOST_CHECK(cleaned(bytes) == bytes);
}

BOOST_AUTO_TEST_CASE(the_place_goes_and_the_orientation_stays) {
  for (const bool is_big : {true, false}) {
    const std::string clean = cleaned(jpeg(40, 30, exif(6, is_big)));
    BOOST_TEST(clean.find("GPS") == std::string::npos);
    // 34 bytes: Exif with one entry, whose value is 6.
    const std::string_view head = std::string_view(clean).substr(2, 36);
    BOOST_CHECK(head.starts_with("\xff\xe1\0\x22" "Exif\0\0MM"sv));
    BOOST_CHECK(head.substr(20, 12) ==
                "\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"sv);
    BOOST_CHECK(clean.substr(38) == jpeg(40, 30).substr(2));
    BOOST_CHECK((jpeg_size(clean) == ImageSize{40, 30}));
  }
}

BOOST_AUTO_TEST_CASE(an_orientation_that_is_usual_absent_or_wrong_is_left_out) {
  for (const std::uint32_t orientation : {0u, 1u, 9u, 65535u})
    BOOST_CHECK(cleaned(jpeg(4, 3, exif(orientation))) == jpeg(4, 3));
}

BOOST_AUTO_TEST_CASE(exif_data_cut_at_any_byte_does_no_harm) {
  const std::string whole = exif(6).substr(4);
  for (std::size_t size = 0; size < whole.size(); ++size)
    BOOST_TEST(cleaned(jpeg(4, 3, segment(0xe1, whole.substr(0, size))))
                   .find("GPS") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_what_makes_the_picture_is_kept) {
  const std::string kept =
      segment(0xe2, std::string("ICC_PROFILE\0\x01\x01p"sv)) +
      segment(0xee, "Adobe\x64") + segment(0xdb, std::string(65, 'q'));
  const std::string gone =
      segment(0xe0, std::string("JFXX\0thumbnail"sv)) +
      segment(0xe1, "http://ns.adobe.com/xap/1.0/") +
      segment(0xe2, std::string("MPF\0preview"sv)) + segment(0xe4, "maker") +
      segment(0xed, "Photoshop 3.0") + segment(0xfe, "comment");
  BOOST_CHECK(cleaned(jpeg(4, 3, gone + kept)) == jpeg(4, 3, kept));
}

BOOST_AUTO_TEST_CASE(what_follows_the_picture_goes) {
  const std::string preview = jpeg(4, 3, exif(3));
  BOOST_CHECK(cleaned(jpeg(40, 30) + preview) == jpeg(40, 30));
}

BOOST_AUTO_TEST_CASE(metadata_between_two_scans_goes) {
  const std::string start = "\xff\xd8" + frame(4, 3) + scan();
  const std::string end = scan() + "\xff\xd9";
  BOOST_CHECK(cleaned(start + exif(0) + segment(0xfe, "x") + end) ==
              start + end);
}

BOOST_AUTO_TEST_CASE(a_picture_cut_off_in_its_coded_data_keeps_what_is_there) {
  std::string bytes = jpeg(4, 3);
  bytes.resize(bytes.size() - 4);
  BOOST_CHECK(cleaned(bytes) == bytes);
}

BOOST_AUTO_TEST_CASE(fill_bytes_before_a_marker_are_allowed) {
  const std::string bytes = "\xff\xd8\xff\xff" + frame(4, 3) + scan() +
                            "\xff\xff\xd9";
  BOOST_CHECK((jpeg_size(bytes) == ImageSize{4, 3}));
  BOOST_TEST(without_metadata(bytes).has_value());
}

BOOST_AUTO_TEST_CASE(segments_that_make_no_sense_are_refused) {
  const std::string whole = jpeg(4, 3);
  const std::string no_scan = "\xff\xd8" + frame(4, 3) + "\xff\xd9";
  const std::string short_length = "\xff\xd8\xff\xe1" + std::string(2, '\0');
  const std::string no_marker = "\xff\xd8" "GIF89a";
  std::string many = "\xff\xd8";
  for (int i = 0; i < 10'000; ++i) many += segment(0xfe, "");
  for (const std::string& bad :
       {std::string(), std::string("\xff"), std::string("\xff\xd8"), no_scan,
        short_length, no_marker, many + whole.substr(2),
        "\xff\xd8" + whole, whole.substr(2), whole.substr(0, 10)})
    BOOST_TEST(!without_metadata(bad).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

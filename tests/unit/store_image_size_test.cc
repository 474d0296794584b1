#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <vector>

#include "store/image_size.h"
#include "store_images.h"

namespace support::store {
namespace {

using namespace test;

struct Sample {
  const char* media;
  std::string bytes;
  ImageSize size;
};

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = {
      {"image/png", png(640, 480), {640, 480}},
      {"image/png", png(0x7fffffff, 1), {0x7fffffff, 1}},
      {"image/gif", gif(640, 65535), {640, 65535}},
      {"image/jpeg", jpeg(640, 480), {640, 480}},
      {"image/webp", webp_lossy(16383, 480), {16383, 480}},
      {"image/webp", webp_lossless(16384, 1), {16384, 1}},
      {"image/webp", webp_extended(16777216, 480), {16777216, 480}}};
  return all;
}

BOOST_AUTO_TEST_SUITE(store_image_size)

BOOST_AUTO_TEST_CASE(each_header_tells_its_size) {
  for (const Sample& sample : samples()) {
    const auto size = image_size(sample.media, sample.bytes);
    BOOST_REQUIRE(size);
    BOOST_TEST(size->width == sample.size.width);
    BOOST_TEST(size->height == sample.size.height);
  }
}

BOOST_AUTO_TEST_CASE(a_header_cut_at_any_byte_tells_nothing_false) {
  for (const Sample& sample : samples())
    for (std::size_t size = 0; size < sample.bytes.size(); ++size) {
      // A copy of that length, so that a sanitizer sees a byte too far.
      const std::string cut(sample.bytes, 0, size);
      const auto told = image_size(sample.media, cut);
      if (told) BOOST_CHECK(*told == sample.size);
    }
  BOOST_TEST(!image_size("image/png", png(1, 1).substr(0, 20)).has_value());
}

BOOST_AUTO_TEST_CASE(a_size_of_nothing_is_none) {
  BOOST_TEST(!image_size("image/png", png(0, 5)).has_value());
  BOOST_TEST(!image_size("image/gif", gif(5, 0)).has_value());
  BOOST_TEST(!image_size("image/jpeg", jpeg(5, 0)).has_value());
  BOOST_TEST(!image_size("image/webp", webp_lossy(0, 5)).has_value());
}

BOOST_AUTO_TEST_CASE(another_type_or_chunk_tells_nothing) {
  BOOST_TEST(!image_size("application/pdf", png(5, 5)).has_value());
  BOOST_TEST(!image_size("image/webp", riff("ALPH" + std::string(40, 'x')))
                  .has_value());
  std::string late = png(5, 5);
  late.replace(12, 4, "tEXt");
  BOOST_TEST(!image_size("image/png", late).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

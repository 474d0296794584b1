#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "store/file_type.h"
#include "store_images.h"

namespace support::store {
namespace {

using std::string_view_literals::operator""sv;

std::string_view media(const char* name) {
  const FileType* type = type_by_name(name);
  return type ? type->media : "none";
}

BOOST_AUTO_TEST_SUITE(store_file_type)

BOOST_AUTO_TEST_CASE(the_last_extension_tells_the_type_in_either_case) {
  BOOST_TEST(media("a.png") == "image/png");
  BOOST_TEST(media("a.JPG") == "image/jpeg");
  BOOST_TEST(media("a.b.jpeg") == "image/jpeg");
  BOOST_TEST(media("a.gif") == "image/gif");
  BOOST_TEST(media("a.webp") == "image/webp");
  BOOST_TEST(media("a.pdf") == "application/pdf");
  BOOST_TEST(media("a.txt") == "text/plain");
  for (const char* other : {"a.svg", "a.html", "a.js", "a.php", "a.png.php",
                            "htaccess", "png", "a.", "a.png "})
    BOOST_TEST(media(other) == "none", other);
}

BOOST_AUTO_TEST_CASE(types_are_known_by_their_media_name) {
  BOOST_TEST(type_by_media("image/jpeg")->is_image);
  BOOST_TEST(!type_by_media("application/pdf")->is_image);
  BOOST_TEST(type_by_media("image/svg+xml") == nullptr);
  BOOST_TEST(allowed_extensions().size() == 7u);
}

BOOST_AUTO_TEST_CASE(each_signature_fits_its_own_type_alone) {
  const std::pair<const char*, std::string> samples[] = {
      {"a.png", test::png(1, 1)},         {"a.jpg", test::jpeg(1, 1)},
      {"a.gif", test::gif(1, 1)},         {"a.webp", test::webp_lossy(1, 1)},
      {"a.pdf", "%PDF-1.7\n"},            {"a.txt", "Grüße\r\n"}};
  for (const auto& [name, ignored] : samples)
    for (const auto& [other, bytes] : samples)
      BOOST_TEST(begins_as(*type_by_name(name), bytes) ==
                     (std::string_view(name) == other),
                 name << " " << other);
}

BOOST_AUTO_TEST_CASE(a_signature_counts_at_the_very_start_only) {
  BOOST_TEST(!begins_as(*type_by_name("a.pdf"), "<html>%PDF-1.7"));
  BOOST_TEST(!begins_as(*type_by_name("a.png"), " " + test::png(1, 1)));
  BOOST_TEST(!begins_as(*type_by_name("a.webp"), "RIFF\1\1\1\1WAVE"));
  BOOST_TEST(!begins_as(*type_by_name("a.webp"), "RIFF"));
}

BOOST_AUTO_TEST_CASE(a_text_is_utf8_without_nul) {
  const FileType& text = *type_by_name("a.txt");
  BOOST_TEST(begins_as(text, ""));
  BOOST_TEST(!begins_as(text, "a\0b"sv));
  BOOST_TEST(!begins_as(text, "caf\xe9"));
  BOOST_TEST(!begins_as(text, std::string(70'000, 'x') + "\xc3"));
}

BOOST_AUTO_TEST_CASE(a_declared_type_may_be_unknown_but_not_another) {
  const FileType& jpeg = *type_by_name("a.jpg");
  for (const char* good : {"", "image/jpeg", "IMAGE/JPEG; q=1", "image/jpg",
                           "image/pjpeg", "application/octet-stream"})
    BOOST_TEST(is_declared_as(jpeg, good), good);
  for (const char* bad : {"image/png", "text/html", "image/svg+xml", "x"})
    BOOST_TEST(!is_declared_as(jpeg, bad), bad);
}

BOOST_AUTO_TEST_CASE(names_are_one_visible_line_without_a_path) {
  const std::pair<const char*, const char*> names[] = {
      {"photo.png", "photo.png"},
      {"Grüße an Ana.txt", "Grüße an Ana.txt"},
      {"../../etc/passwd", "passwd"},
      {"C:\\Users\\ana\\photo.png", "photo.png"},
      {"a/b\\c.png", "c.png"},
      {".htaccess", "htaccess"},
      {"\u200b.htaccess", "htaccess"},
      {".ht\u200baccess", "htaccess"},
      {"a.php.", "a.php"},
      {"a.php . .", "a.php"},
      {"a.p\u200dhp", "a.php"},
      {"a.png\u2060", "a.png"},
      {"x\u202egnp.exe", "xgnp.exe"},
      {"a\r\nSet-Cookie: x.png", "a Set-Cookie_ x.png"},
      {"a\xff\xfe.png", "a.png"},
      {"a:b*c?\"<>|.png", "a_b_c_____.png"},
      {"", "file"},
      {"...", "file"},
      {"/", "file"},
      {"\u200b\u200d", "file"}};
  for (const auto& [sent, clean] : names)
    BOOST_TEST(clean_file_name(sent) == clean);
}

BOOST_AUTO_TEST_CASE(a_long_name_keeps_its_extension) {
  std::string longest;
  for (int i = 0; i < 300; ++i) longest += "ü";
  const std::string clean = clean_file_name(longest + ".webp");
  BOOST_TEST(base::code_points(clean) == 120u);
  BOOST_TEST(clean.ends_with("….webp"));
  const std::string odd = clean_file_name("a." + longest);
  BOOST_TEST(base::code_points(odd) == 120u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

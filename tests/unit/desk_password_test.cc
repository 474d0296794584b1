#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk/password.h"

namespace support {
namespace {

constexpr const char* kGood = "four herons in the reed bed";

}  // namespace

BOOST_AUTO_TEST_SUITE(desk_password)

BOOST_AUTO_TEST_CASE(a_sentence_will_do_and_so_will_any_script) {
  BOOST_TEST(!desk::password_fault(kGood, {"ana"}));
  BOOST_TEST(!desk::password_fault("тихая вода берега моет", {"ana"}));
  BOOST_TEST(!desk::password_fault("the old bookshop by the canal", {}));
}

BOOST_AUTO_TEST_CASE(length_counts_characters_from_15_to_256) {
  BOOST_TEST(desk::password_fault("четырнадцать14", {}).has_value());
  BOOST_TEST(!desk::password_fault("двенадцать и 15", {}));
  const std::string long_one = "abcdefgh ijklmnop qrstuv wxyz ";
  std::string most;
  for (int i = 0; most.size() < 256; ++i) most += long_one + std::to_string(i);
  most.resize(256);
  BOOST_TEST(!desk::password_fault(most, {}));
  BOOST_TEST(desk::password_fault(most + "x", {}).has_value());
}

BOOST_AUTO_TEST_CASE(common_and_repeated_ones_are_refused) {
  for (const char* password :
       {"123456789012345", "Password-Password", "abcabcabcabcabc",
        "aaaaaaaaaaaaaaaaaaa", "Correct Horse Battery Staple",
        "qwertyuiop 123456"}) {
    BOOST_TEST(desk::password_fault(password, {}).has_value(), password);
  }
}

BOOST_AUTO_TEST_CASE(names_of_the_place_do_not_make_a_password) {
  const std::vector<std::string> context = {"marta", "Marta Kowal",
                                            "marta@quay.example", "Quay Books"};
  for (const char* password :
       {"bookshop-support-1", "MartaKowal-2026!!", "quay books marta 99",
        "admin-quay-password"}) {
    BOOST_TEST(desk::password_fault(password, context).has_value(), password);
  }
  BOOST_TEST(!desk::password_fault("marta counts nineteen herons", context));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_refused) {
  BOOST_TEST(desk::password_fault("\xff\xfe 0123456789abcdef", {}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support

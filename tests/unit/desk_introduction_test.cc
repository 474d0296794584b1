#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk/introduction.h"

namespace support::desk {
namespace {

// What a guest tells a shop that asks for something.
struct Guest {
  store::Settings shop;
  NewConversation wish;

  void asks(const char* name, const char* email, const char* consent = "") {
    shop.ask_name = name;
    shop.ask_email = email;
    shop.consent = consent;
  }
  // The field that is missing or wrong; "" when nothing is.
  std::string wrong() const {
    const auto told = introduction(shop, wish);
    if (told) return "";
    BOOST_CHECK(told.error().reason == base::Reason::incomplete);
    return told.error().detail;
  }
  std::string wrong_with_email(std::string email) {
    wish.email = std::move(email);
    return wrong();
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_introduction, Guest)

BOOST_AUTO_TEST_CASE(a_shop_that_asks_nothing_is_told_nothing_or_anything) {
  BOOST_TEST(wrong() == "");
  wish.name = "Ana";
  wish.consent = true;
  BOOST_TEST(wrong() == "");
  BOOST_TEST(introduction(shop, wish)->name == "Ana");
}

BOOST_AUTO_TEST_CASE(what_is_optional_may_be_left_out) {
  asks("optional", "optional");
  BOOST_TEST(wrong() == "");
}

BOOST_AUTO_TEST_CASE(what_is_required_is_missed_in_the_order_of_the_form) {
  asks("required", "required", "I agree.");
  BOOST_TEST(wrong() == "name");
  wish.name = "Ana";
  BOOST_TEST(wrong() == "email");
  wish.email = "ana@mail.example";
  BOOST_TEST(wrong() == "consent");
  wish.consent = true;
  BOOST_TEST(wrong() == "");
}

BOOST_AUTO_TEST_CASE(a_name_of_nothing_that_shows_is_none) {
  asks("required", "no");
  for (const char* name : {"", "  ", "\t\n", "\u00a0\u2003", "\u202e\u200f",
                           "\u001b"}) {
    wish.name = name;
    BOOST_TEST(wrong() == "name", name);
  }
  wish.name = "  Ana \n Reis\u202e ";
  BOOST_TEST(introduction(shop, wish)->name == "Ana Reis");
  wish.name = std::string(500, 'x');
  BOOST_TEST(introduction(shop, wish)->name == std::string(119, 'x') + "…");
}

BOOST_AUTO_TEST_CASE(an_email_looks_like_one_wherever_it_is_given) {
  for (const char* ask : {"no", "optional", "required"}) {
    asks("no", ask);
    for (const std::string& good :
         {std::string("a@b"), std::string(" ana.reis@mail.example\n"),
          std::string("\"a@b\"@c"), std::string("ana@bücher.example"),
          std::string(252, 'x') + "@b"})
      BOOST_TEST(wrong_with_email(good) == "", good);
    for (const std::string& bad :
         {std::string("ana"), std::string("@b"), std::string("a@"),
          std::string("a b@c"), std::string("a@b c"), std::string("a\u00a0b@c"),
          std::string(253, 'x') + "@b"})
      BOOST_TEST(wrong_with_email(bad) == "email", bad);
    const bool may_lack = std::string_view(ask) != "required";
    for (const char* blank : {"", "  ", "\u2003"})
      BOOST_TEST(wrong_with_email(blank) == (may_lack ? "" : "email"), ask);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

#define BOOST_TEST_DYN_LINK
#include "desk/quick_replies.h"

#include <boost/test/unit_test.hpp>

#include "desk_fixture.h"

namespace support::desk {
namespace {

struct WithReplies : test::DeskInFolder {
  void there_is(const char* owner, const char* shortcut, const char* text) {
    store::QuickReply one;
    one.owner = owner;
    one.shortcut = shortcut;
    one.title = "Title";
    one.text = text;
    desk.quick_replies.save(one).value();
  }
  std::string texts_of(const char* login) {
    std::string texts;
    for (const auto& one : quick_replies_for(desk, login))
      texts += one.shortcut + "=" + one.text + " ";
    return texts;
  }
};

BOOST_FIXTURE_TEST_SUITE(desk_quick_replies, WithReplies)

BOOST_AUTO_TEST_CASE(an_agent_has_the_shared_ones_and_the_own_ones_first) {
  there_is("", "bye", "shared-bye");
  there_is("", "thanks", "shared-thanks");
  there_is("marta", "thanks", "martas-thanks");
  there_is("marta", "apology", "martas-apology");
  there_is("paul", "bye", "pauls-bye");
  BOOST_TEST(texts_of("marta") ==
             "apology=martas-apology bye=shared-bye thanks=martas-thanks ");
  BOOST_TEST(texts_of("paul") == "bye=pauls-bye thanks=shared-thanks ");
  BOOST_TEST(texts_of("") == "bye=shared-bye thanks=shared-thanks ");
}

BOOST_AUTO_TEST_CASE(names_are_filled_in_once) {
  const Names names{"Ana {agent}", "Marta", "BookShop"};
  BOOST_TEST(filled("Dear {customer}, {agent} of {shop}.", names) ==
             "Dear Ana {agent}, Marta of BookShop.");
  BOOST_TEST(filled("{customer}{customer}", names) == "Ana {agent}Ana {agent}");
}

BOOST_AUTO_TEST_CASE(what_is_no_placeholder_stays_as_it_is) {
  const Names names{"Ana", "Marta", "BookShop"};
  for (const char* text : {"", "{", "{}", "{Customer}", "{ customer }",
                           "{customer", "{{order}}", "ä{x}ö"})
    BOOST_TEST(filled(text, names) == text);
  BOOST_TEST(filled("{{customer}}", names) == "{Ana}");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk

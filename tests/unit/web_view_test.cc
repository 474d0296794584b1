#define BOOST_TEST_DYN_LINK
#include "web/view.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "folder.h"

namespace support::web {
namespace {

struct Templates {
  test::Folder folder;

  void holds(const std::string& name, const std::string& text) {
    std::ofstream(folder.path / name) << text;
  }
  std::string shown(const std::string& page, const Data& data) {
    return View(folder.path).render(page, data);
  }
  std::string complaint() {
    try {
      View view(folder.path);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_view, Templates)

BOOST_AUTO_TEST_CASE(text_is_escaped_in_words_and_in_attributes) {
  holds("page.html", "<p title=\"{{x}}\">{{x}}</p>");
  const auto html = shown("page", Data().set("x", "<b a=\"1\" b='2'>&"));
  BOOST_TEST(html.find("<b") == html.npos);
  BOOST_TEST(html.find("&lt;b a=&quot;1&quot; b=&apos;2&apos;&gt;&amp;") !=
             html.npos);
}

BOOST_AUTO_TEST_CASE(a_literal_is_text_and_not_a_truth) {
  holds("page.html", "{{x}}");
  BOOST_TEST(shown("page", Data().set("x", "hello")) == "hello");
}

BOOST_AUTO_TEST_CASE(lists_repeat_and_nested_things_open) {
  holds("page.html", "{{#a}}{{b}}{{/a}}{{#l}}[{{n}}]{{/l}}");
  std::vector<Data> list;
  list.push_back(Data().set("n", std::int64_t{1}));
  list.push_back(Data().set("n", std::int64_t{2}));
  Data data;
  data.set("a", Data().set("b", "in")).set("l", list);
  BOOST_TEST(shown("page", data) == "in[1][2]");
}

BOOST_AUTO_TEST_CASE(an_empty_text_an_empty_list_and_a_no_are_no_truth) {
  holds("page.html", "{{#x}}yes{{/x}}{{^x}}no{{/x}}");
  BOOST_TEST(shown("page", Data().set("x", "")) == "no");
  BOOST_TEST(shown("page", Data().set("x", false)) == "no");
  BOOST_TEST(shown("page", Data().set("x", std::vector<Data>())) == "no");
  BOOST_TEST(shown("page", Data()) == "no");
  BOOST_TEST(shown("page", Data().set("x", true)) == "yes");
}

BOOST_AUTO_TEST_CASE(an_item_that_says_no_is_not_asked_outside_of_it) {
  holds("page.html", "{{#l}}{{#late}}late{{/late}}.{{/l}}");
  std::vector<Data> list;
  list.push_back(Data().set("late", false));
  Data data;
  data.set("late", true).set("l", list);
  BOOST_TEST(shown("page", data) == ".");
}

BOOST_AUTO_TEST_CASE(the_later_of_two_values_of_one_name_counts) {
  holds("page.html", "{{x}}");
  BOOST_TEST(shown("page", Data().set("x", "old").set("x", "new")) == "new");
}

BOOST_AUTO_TEST_CASE(partials_stand_in_their_place_and_see_the_same_data) {
  holds("page.html", "a{{> p_one}}c{{>p_one}}");
  holds("p_one.html", "({{> p_two}})");
  holds("p_two.html", "{{x}}");
  BOOST_TEST(shown("page", Data().set("x", "b")) == "a(b)c(b)");
}

BOOST_AUTO_TEST_CASE(a_text_named_like_a_partial_is_never_a_template) {
  holds("page.html", "{{> p_one}}");
  holds("p_one.html", "mine");
  Data data;
  data.set("p_one", "{{secret}}").set("secret", "told");
  BOOST_TEST(shown("page", data) == "mine");
}

BOOST_AUTO_TEST_CASE(a_text_with_braces_stays_as_it_is) {
  holds("page.html", "{{x}}");
  BOOST_TEST(shown("page", Data().set("x", "{{y}}").set("y", "told")) ==
             "{{y}}");
}

BOOST_AUTO_TEST_CASE(a_page_can_be_rendered_again_and_again) {
  holds("page.html", "{{#l}}{{n}}{{/l}}");
  View view(folder.path);
  Data data;
  data.set("l", std::vector<Data>{Data().set("n", "x")});
  for (int time = 0; time < 3; ++time) {
    BOOST_TEST(view.render("page", data) == "x");
  }
}

BOOST_AUTO_TEST_CASE(tags_that_do_not_escape_are_refused_at_the_start) {
  for (const char* tag : {"{{{x}}}", "{{&x}}", "{{& x}}", "{{ &x}}",
                          "{{=<% %>=}}"}) {
    holds("page.html", tag);
    BOOST_TEST(complaint().find("page.html") != std::string::npos, tag);
  }
}

BOOST_AUTO_TEST_CASE(a_template_that_does_not_parse_is_named) {
  holds("bad.html", "{{#open}}");
  BOOST_TEST(complaint().find("bad.html") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_partial_that_is_not_there_is_named) {
  holds("page.html", "{{> p_none}}");
  BOOST_TEST(complaint().find("p_none") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_partial_that_includes_itself_is_refused) {
  holds("page.html", "{{> p_a}}");
  holds("p_a.html", "{{> p_b}}");
  holds("p_b.html", "{{> p_a}}");
  BOOST_TEST(complaint().find("includes itself") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_page_that_does_not_exist_is_our_mistake) {
  holds("page.html", "");
  holds("p_part.html", "");
  BOOST_CHECK_THROW(shown("other", Data()), std::logic_error);
  BOOST_CHECK_THROW(shown("p_part", Data()), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::web

#define BOOST_TEST_DYN_LINK
#include "web/bulk_result.h"

#include <boost/test/unit_test.hpp>

#include "folder.h"

namespace support::web::bulk {
namespace {

const std::string kOne = "20261122-K7Q2M8XW4TB3N9RD5VHJ";
const std::string kTwo = "20261122-Z7Q2M8XW4TB3N9RD5VHJ";

struct Page {
  test::Folder folder;
  base::Config config = configured();
  process::SharedTable shared = process::SharedTable::make();
  desk::Desk desk{config, shared, 0};
  View view{folder.path};
  http::Request request;
  Context context{desk, view, request, {}, {}};

  base::Config configured() const {
    base::Config made;
    made.data_dir = folder.path / "data";
    made.keys_file = folder.path / "keys";
    std::filesystem::create_directories(made.data_dir);
    store::load_or_make_keys(made.keys_file);
    return made;
  }
  Page() { context.person.session = "martas session"; }

  std::string text_of(const Outcome& outcome) {
    return packed(context, outcome);
  }
};

const Outcome kClosed{Action::close, "", {{kOne, 'p'}}, {{kTwo, Why::news}}};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_bulk_result, Page)

BOOST_AUTO_TEST_CASE(what_was_done_comes_back) {
  const auto back = unpacked(context, text_of(kClosed));
  BOOST_REQUIRE(back);
  BOOST_TEST((back->action == Action::close));
  BOOST_REQUIRE(back->done.size() == 1u);
  BOOST_TEST(back->done[0].conversation == kOne);
  BOOST_TEST(back->done[0].before == 'p');
  BOOST_REQUIRE(back->skipped.size() == 1u);
  BOOST_TEST((back->skipped[0].why == Why::news));
}

BOOST_AUTO_TEST_CASE(a_tag_may_hold_any_sign) {
  const auto back =
      unpacked(context, text_of({Action::tag, "a~b_c.d \"ü\"", {}, {}}));
  BOOST_REQUIRE(back);
  BOOST_TEST(back->argument == "a~b_c.d \"ü\"");
  BOOST_TEST(back->done.empty());
}

BOOST_AUTO_TEST_CASE(it_needs_no_escape_in_a_url) {
  const std::string text = text_of({Action::tag, "ü & <b>", {{kOne, '-'}}, {}});
  BOOST_TEST(text.find_first_not_of(
                 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                 "0123456789-._~") == text.npos);
}

BOOST_AUTO_TEST_CASE(another_text_or_another_session_is_not_believed) {
  std::string text = text_of(kClosed);
  context.person.session = "bens session";
  BOOST_TEST(!unpacked(context, text));
  context.person.session = "martas session";
  BOOST_TEST(unpacked(context, text).has_value());
  text.replace(text.find(kOne), kOne.size(), kTwo);
  BOOST_TEST(!unpacked(context, text));
  for (const char* hostile : {"", "~", "close~~~~", "<script>", "close"}) {
    BOOST_TEST(!unpacked(context, hostile));
  }
}

BOOST_AUTO_TEST_CASE(the_headline_counts) {
  BOOST_TEST(headline(desk, kClosed) == "1 conversation closed.");
  BOOST_TEST(headline(desk, {Action::assign, "", {}, {}}) ==
             "No conversation assigned to nobody.");
  BOOST_TEST(headline(desk, {Action::tag, "x", {{kOne}, {kTwo}}, {}}) ==
             "2 conversations tagged “x”.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::web::bulk

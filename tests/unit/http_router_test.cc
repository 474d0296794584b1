#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "http/router.h"

namespace support::http {
namespace {

using Kind = Match::Kind;

struct Routes {
  Router router{{
      {Method::get, "/support/api/config/"},
      {Method::post, "/support/api/conversation/create/"},
      {Method::get, "/support/api/conversation/<id>/messages/"},
      {Method::get, "/support/login/"},
      {Method::post, "/support/login/"},
      {Method::options, "/support/api/config/"},
      {Method::get, "/support/file/<conversation>/<n>"},
      {Method::post, "/support/api/conversation/<id>/"},
  }};

  std::size_t row(Method method, std::string_view path) const {
    const Match match = router.match(method, path);
    BOOST_REQUIRE((match.kind == Kind::found));
    return match.row;
  }
  bool is_unknown(std::string_view path) const {
    return router.match(Method::get, path).kind == Kind::no_such_path;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(http_router, Routes)

BOOST_AUTO_TEST_CASE(a_path_finds_its_row_by_method) {
  BOOST_TEST(row(Method::get, "/support/api/config/") == 0u);
  BOOST_TEST(row(Method::options, "/support/api/config/") == 5u);
  BOOST_TEST(row(Method::get, "/support/login/") == 3u);
  BOOST_TEST(row(Method::post, "/support/login/") == 4u);
}

BOOST_AUTO_TEST_CASE(head_takes_the_row_of_get) {
  BOOST_TEST(row(Method::head, "/support/login/") == 3u);
}

BOOST_AUTO_TEST_CASE(variables_come_back_in_their_order) {
  const Match match = router.match(Method::get, "/support/file/20261122-AB/7");
  BOOST_REQUIRE((match.kind == Kind::found));
  BOOST_TEST(match.variables == (std::vector<std::string>{"20261122-AB", "7"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_first_row_that_fits_wins) {
  BOOST_TEST(row(Method::post, "/support/api/conversation/create/") == 1u);
  BOOST_TEST(row(Method::post, "/support/api/conversation/other/") == 7u);
}

BOOST_AUTO_TEST_CASE(a_path_must_fit_from_end_to_end) {
  for (const char* path :
       {"", "/", "/support/login", "/support/login//", "/support/login/x",
        "/support", "support/login/", "/support/file//7", "/support/file/a/",
        "/support/file/a/7/", "/Support/login/", "/support/login/x.css"}) {
    BOOST_TEST(is_unknown(path), path);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_method_tells_the_right_ones) {
  const auto allowed = [this](Method method, std::string_view path) {
    const Match match = router.match(method, path);
    BOOST_TEST((match.kind == Kind::no_such_method));
    return match.allow;
  };
  BOOST_TEST(allowed(Method::options, "/support/login/") == "GET, HEAD, POST");
  BOOST_TEST(allowed(Method::post, "/support/api/config/") ==
             "GET, HEAD, OPTIONS");
  BOOST_TEST(allowed(Method::other, "/support/file/a/1") == "GET, HEAD");
  BOOST_TEST(allowed(Method::head, "/support/api/conversation/x/") == "POST");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::http

#define BOOST_TEST_DYN_LINK
#include "web/kind.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace support::web {
namespace {

using base::RequestKind;
using http::Method;

bool is(RequestKind kind, Method method, const std::string& path) {
  http::Request request;
  request.method = method;
  request.path = path;
  return kind_of(request) == kind;
}

const std::string kOne = "/support/api/conversation/20261122-K7Q2M8XW4TB3N9RD5VHJ/";

}  // namespace

BOOST_AUTO_TEST_SUITE(web_kind)

BOOST_AUTO_TEST_CASE(what_the_widget_asks_is_told_apart_by_its_last_word) {
  BOOST_TEST(is(RequestKind::poll, Method::get, kOne + "messages/"));
  BOOST_TEST(is(RequestKind::send, Method::post, kOne + "send/"));
  BOOST_TEST(is(RequestKind::upload, Method::post, kOne + "upload/"));
  BOOST_TEST(is(RequestKind::create, Method::post,
                "/support/api/conversation/create/"));
  BOOST_TEST(is(RequestKind::other, Method::post, kOne + "seen/"));
  BOOST_TEST(is(RequestKind::other, Method::options, kOne + "send/"));
}

BOOST_AUTO_TEST_CASE(staff_have_pages_and_an_interface_of_their_own) {
  BOOST_TEST(is(RequestKind::staff_api, Method::post,
                "/support/agent/api/bulk/"));
  BOOST_TEST(is(RequestKind::page, Method::get, "/support/agent/dashboard/"));
  BOOST_TEST(is(RequestKind::page, Method::post, "/support/login/"));
  BOOST_TEST(is(RequestKind::other, Method::get, "/support/healthz"));
  BOOST_TEST(is(RequestKind::other, Method::get, "/shop/"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::web

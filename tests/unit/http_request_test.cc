#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "http/request.h"

#include <algorithm>

#include "http/parameters.h"

namespace support::http {
namespace {

using base::Reason;

// A request whose body comes in pieces of `piece` bytes, and breaks off at its
// end when `breaks_off`.
Request with_body(std::string body, std::size_t piece = 3,
                  bool breaks_off = false) {
  Request request;
  request.content_length = static_cast<std::int64_t>(body.size());
  request.read_body_piece = [body = std::move(body), piece, breaks_off,
                             at = std::size_t{0}](
                                char* into, std::size_t count) mutable -> long {
    if (at == body.size()) return breaks_off ? -1 : 0;
    const std::size_t given = std::min({count, piece, body.size() - at});
    std::copy_n(body.data() + at, given, into);
    at += given;
    return static_cast<long>(given);
  };
  return request;
}

Request with_query(std::string query) {
  Request request;
  request.query = std::move(query);
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_request)

BOOST_AUTO_TEST_CASE(a_plain_path_is_kept_and_its_query_cut) {
  BOOST_TEST(strict_path("/") == "/");
  BOOST_TEST(strict_path("/support/api/config/?a=%2e%2e") ==
             "/support/api/config/");
  BOOST_TEST(strict_path("/support/file/20261122-AB/1-a_b.png") ==
             "/support/file/20261122-AB/1-a_b.png");
  BOOST_TEST(strict_path("/a..b/.c/d.") == "/a..b/.c/d.");
}

BOOST_AUTO_TEST_CASE(a_path_that_two_readers_could_read_two_ways_is_none) {
  for (const char* uri :
       {"", "support/", "http://shop/support/", "*", "//support/", "/support//",
        "/support/../etc/passwd", "/support/..", "/support/./x", "/.",
        "/%2e%2e/", "/%252e", "/a%00", "/a\\b", "/a;b", "/a b", "/a\nb",
        "/caf\xc3\xa9/", "/\xc0\xae\xc0\xae/", "/a#b", "/a&b"}) {
    BOOST_TEST(strict_path(uri) == "", uri);
  }
  BOOST_TEST(strict_path(std::string_view("/a\0b", 4)) == "");
}

BOOST_AUTO_TEST_CASE(a_header_is_found_by_its_lower_case_name) {
  Request request;
  request.add_header("x-support-token", "t1");
  request.add_header("x-support-token", "t2");
  BOOST_TEST(request.header("x-support-token") == "t1");
  BOOST_TEST(request.header("cookie") == "");
}

BOOST_AUTO_TEST_CASE(the_content_type_comes_without_its_parameters) {
  Request request;
  BOOST_TEST(request.content_type() == "");
  request.add_header("content-type", " Application/JSON ; charset=UTF-8");
  BOOST_TEST(request.content_type() == "application/json");
}

BOOST_AUTO_TEST_CASE(a_parameter_is_decoded_and_the_first_counts) {
  const Request request = with_query("a=1&a=2&q=b%C3%BCcher+%26&empty=&bare");
  BOOST_TEST(request.parameter("a").value() == "1");
  BOOST_TEST(request.parameter("q").value() == "b\xC3\xBC" "cher &");
  BOOST_TEST(request.parameter("empty").value() == "");
  BOOST_TEST(request.parameter("bare").value() == "");
  BOOST_TEST(!request.parameter("none"));
  BOOST_TEST(with_query("%61=x").parameter("a").value() == "x");
}

BOOST_AUTO_TEST_CASE(a_parameter_that_is_no_text_is_absent) {
  BOOST_TEST(!with_query("a=%FF").parameter("a"));
  BOOST_TEST(!with_query("a=%00").parameter("a"));
  BOOST_TEST(!with_query("a=%4").parameter("a"));
  BOOST_TEST(!with_query("a=\xC0\xAF").parameter("a"));
}

BOOST_AUTO_TEST_CASE(a_body_comes_whole_however_it_is_cut) {
  for (const std::size_t piece : {1u, 2u, 7u, 1000u}) {
    const auto body = read_body(with_body("hello, world", piece), 12);
    BOOST_REQUIRE(body);
    BOOST_TEST(*body == "hello, world");
  }
  BOOST_TEST(read_body(with_body(""), 0).value() == "");
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_is_not_even_read) {
  Request request = with_body("12345");
  request.read_body_piece = [](char*, std::size_t) -> long {
    BOOST_ERROR("was read");
    return 0;
  };
  const auto body = read_body(request, 4);
  BOOST_REQUIRE(!body);
  BOOST_TEST((body.error().reason == Reason::too_large));
  BOOST_TEST(body.error().limit == 4);
}

BOOST_AUTO_TEST_CASE(a_body_of_unknown_length_is_refused) {
  Request request = with_body("12345");
  request.content_length = -1;
  const auto body = read_body(request, 100);
  BOOST_REQUIRE(!body);
  BOOST_TEST((body.error().reason == Reason::bad_request));
  BOOST_TEST(body.error().detail == "length");
}

BOOST_AUTO_TEST_CASE(a_body_shorter_or_longer_than_announced_is_refused) {
  for (const std::int64_t announced : {4, 6}) {
    for (const bool breaks_off : {false, true}) {
      Request request = with_body("12345", 3, breaks_off);
      request.content_length = announced;
      const auto body = read_body(request, 100);
      BOOST_REQUIRE(!body);
      BOOST_TEST((body.error().reason == Reason::bad_request));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_compressed_body_is_refused) {
  Request request = with_body("12345");
  request.add_header("content-encoding", "gzip");
  BOOST_TEST((read_body(request, 100).error().reason == Reason::bad_type));
}

BOOST_AUTO_TEST_CASE(draining_stops_at_its_limit) {
  const Request request = with_body(std::string(1000, 'x'), 10);
  drain_body(request, 600);
  char piece[1000];
  BOOST_TEST(request.read_body_piece(piece, sizeof piece) == 10);
  drain_body(request, 100'000);
  BOOST_TEST(request.read_body_piece(piece, sizeof piece) == 0);
  drain_body(Request(), 10);  // no body at all
}

BOOST_AUTO_TEST_CASE(a_form_keeps_every_field_in_its_order) {
  const auto form = Form::parse("tag=b&text=a+b%0D%0Ac&tag=a&empty=&&");
  BOOST_REQUIRE(form);
  BOOST_TEST(form->text("text") == "a b\r\nc");
  BOOST_TEST(form->all("tag") == (std::vector<std::string>{"b", "a"}),
             boost::test_tools::per_element());
  BOOST_TEST(form->field("tag").value() == "b");
  BOOST_TEST(form->field("empty").value() == "");
  BOOST_TEST(!form->field("none"));
  BOOST_TEST(form->text("none") == "");
}

BOOST_AUTO_TEST_CASE(a_form_with_a_field_that_is_no_text_is_refused) {
  for (const char* body : {"a=%FF", "%ED%A0%80=1", "a=%00", "a=%", "a=1&b=%zz",
                           "a=\xFF"}) {
    const auto form = Form::parse(body);
    BOOST_TEST(!form, body);
  }
}

BOOST_AUTO_TEST_CASE(parameters_of_fastcgi_become_a_request) {
  const char* const parameters[] = {
      "REQUEST_METHOD=POST",
      "REQUEST_URI=/support/api/x/?after=1.ab",
      "SCRIPT_NAME=/decoded\n/elsewhere",
      "QUERY_STRING=other=1",
      "CONTENT_TYPE=application/json",
      "CONTENT_LENGTH=17",
      "REMOTE_ADDR=192.0.2.7",
      "HTTPS=on",
      "HTTP_X_SUPPORT_TOKEN=abc=",
      "HTTP_COOKIE=support-session=s1; theme=dark",
      "BROKEN",
      nullptr};
  const Request request = request_from(parameters);
  BOOST_TEST((request.method == Method::post));
  BOOST_TEST(request.method_name == "POST");
  BOOST_TEST(request.path == "/support/api/x/");
  BOOST_TEST(request.query == "after=1.ab");
  BOOST_TEST(request.content_length == 17);
  BOOST_TEST(request.content_type() == "application/json");
  BOOST_TEST(request.remote_address == "192.0.2.7");
  BOOST_TEST(request.over_tls);
  BOOST_TEST(request.header("x-support-token") == "abc=");
  BOOST_TEST(request.cookie("support-session") == "s1");
  BOOST_TEST(request.id.size() == 16u);
  BOOST_TEST(request.id != request_from(parameters).id);
}

BOOST_AUTO_TEST_CASE(what_is_missing_or_broken_in_the_parameters_is_absent) {
  const char* const parameters[] = {
      "REQUEST_METHOD=TRACE", "REQUEST_URI=/a/%2e%2e/b",
      "QUERY_STRING=q=1",     "CONTENT_LENGTH=-5",
      "CONTENT_TYPE=",        nullptr};
  const Request request = request_from(parameters);
  BOOST_TEST((request.method == Method::other));
  BOOST_TEST(request.path == "");
  BOOST_TEST(request.query == "q=1");
  BOOST_TEST(request.content_length == -1);
  BOOST_TEST(request.content_type() == "");
  BOOST_TEST(!request.over_tls);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::http

#define BOOST_TEST_DYN_LINK
#include "web/forms.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstring>

#include "folder.h"
#include "web/view.h"

namespace support::web {
namespace {

using base::Reason;
const std::vector<std::string> kOurs = {"https://shop.example",
                                        "http://localhost:8080"};

using Headers = std::vector<std::pair<std::string, std::string>>;

// A request with the headers of a form that our page sends.
struct Asked : http::Request {
  std::string body;

  explicit Asked(const Headers& headers) {
    method = http::Method::post;
    for (const auto& [name, value] : headers) add_header(name, value);
  }
  void sends(const std::string& type, const std::string& text) {
    add_header("content-type", type);
    body = text;
    content_length = static_cast<std::int64_t>(body.size());
    read_body_piece = [this, at = std::size_t{0}](char* into,
                                                  std::size_t count) mutable {
      const std::size_t piece = std::min(count, body.size() - at);
      std::memcpy(into, body.data() + at, piece);
      at += piece;
      return static_cast<long>(piece);
    };
  }
};

bool is_ours(const Headers& headers) {
  return check_origin(Asked(headers), kOurs).has_value();
}

struct Desk {
  test::Folder folder;
  base::Config config = configured();
  process::SharedTable shared = process::SharedTable::make();
  desk::Desk desk{config, shared, 0};
  View view{folder.path};
  desk::Person marta;

  Desk() {
    marta.login = "marta";
    marta.session = "abcdef";
    marta.is_staff = true;
  }

  base::Config configured() const {
    base::Config made;
    made.data_dir = folder.path / "data";
    made.run_dir = folder.path / "run";
    made.keys_file = folder.path / "keys";
    made.origins = kOurs;
    std::filesystem::create_directories(made.data_dir / "files" / "incoming");
    store::load_or_make_keys(made.keys_file);
    return made;
  }
  Context context(http::Request& request) {
    return {desk, view, request, marta, {}};
  }
  std::string token() {
    return form_token(desk.keys.master, "session", marta.session);
  }
  // What becomes of a body of this type, with our origin.
  std::expected<Posted, base::Refusal> posted(const std::string& type,
                                              const std::string& body,
                                              const std::string& header = "") {
    Asked asked(Headers{{"origin", kOurs.front()}, {"x-csrf-token", header}});
    asked.sends(type, body);
    Context here = context(asked);
    auto result = checked_post(here);
    typed = here.typed;
    return result;
  }
  std::string typed;
};

constexpr const char* kForm = "application/x-www-form-urlencoded";

std::string part(const std::string& head, const std::string& text) {
  return "--b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + text +
         "\r\n";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_forms, Desk)

BOOST_AUTO_TEST_CASE(an_origin_of_ours_is_believed) {
  BOOST_TEST(is_ours({{"origin", "https://shop.example"}}));
  BOOST_TEST(is_ours({{"origin", "http://localhost:8080"},
                      {"sec-fetch-site", "same-origin"}}));
  BOOST_TEST(is_ours({{"sec-fetch-site", "same-origin"}}));
  BOOST_TEST(is_ours({{"referer", "https://shop.example/support/login/"}}));
}

BOOST_AUTO_TEST_CASE(any_other_origin_is_not) {
  for (const char* origin :
       {"https://evil.example", "null", "https://shop.example.evil",
        "https://shop.example:444", "http://shop.example", "shop.example",
        "https://shop.example/"}) {
    BOOST_TEST(!is_ours({{"origin", origin}}), origin);
    const Headers both{{"origin", origin}, {"sec-fetch-site", "same-origin"}};
    BOOST_TEST(!is_ours(both), origin);
  }
}

BOOST_AUTO_TEST_CASE(another_site_is_not_even_with_an_origin_of_ours) {
  for (const char* site : {"cross-site", "same-site", "other"}) {
    BOOST_TEST(!is_ours({{"origin", kOurs.front()}, {"sec-fetch-site", site}}),
               site);
  }
}

BOOST_AUTO_TEST_CASE(a_request_from_nowhere_or_a_foreign_page_is_not) {
  BOOST_TEST(!is_ours({}));
  BOOST_TEST(!is_ours({{"referer", "https://evil.example/"}}));
  BOOST_TEST(!is_ours({{"referer", "https://shop.example.evil/support/"}}));
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_origin_seen_and_those_allowed) {
  const auto done = check_origin(
      Asked(Headers{{"origin", "http://1.2.3.4:8080"}}), kOurs);
  BOOST_REQUIRE(!done);
  BOOST_CHECK(done.error().reason == Reason::csrf);
  for (const std::string& origin :
       {std::string("http://1.2.3.4:8080"), kOurs[0], kOurs[1]}) {
    BOOST_TEST(done.error().detail.find(origin) != std::string::npos, origin);
  }
}

BOOST_AUTO_TEST_CASE(a_form_with_its_token_is_read) {
  const auto done = posted(kForm, "csrf=" + token() + "&text=a%0D%0Ab&key=k");
  BOOST_REQUIRE(done);
  BOOST_TEST(done->form.text("key") == "k");
  BOOST_TEST(typed == "a\nb");
}

BOOST_AUTO_TEST_CASE(the_token_may_stand_in_a_header) {
  BOOST_TEST(posted(kForm, "key=k", token()).has_value());
}

// Without the folder for incoming files, storing a byte would throw.
BOOST_AUTO_TEST_CASE(a_form_that_takes_no_file_stores_nothing_of_one) {
  std::filesystem::remove_all(config.data_dir / "files");
  const std::string body =
      part("name=\"text\"", "typed") +
      part("name=\"file\"; filename=\"a.txt\"", std::string(100'000, 'x')) +
      "--b--\r\n";
  for (const std::string& sent : {std::string(), token()}) {
    Asked asked(Headers{{"origin", kOurs.front()}, {"x-csrf-token", sent}});
    asked.sends("multipart/form-data; boundary=b", body);
    Context here = context(asked);
    const auto done = checked_form(here);
    BOOST_REQUIRE(!done);
    BOOST_CHECK(done.error().reason ==
                (sent.empty() ? Reason::csrf : Reason::bad_request));
    BOOST_TEST(here.typed == "typed");
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_or_missing_token_is_refused_and_the_text_kept) {
  std::string wrong = token();
  wrong.front() = wrong.front() == 'A' ? 'B' : 'A';
  for (const std::string& sent :
       {std::string(), wrong, token() + "A", token().substr(1),
        form_token(desk.keys.master, "session", "another"),
        form_token(desk.keys.master, "login", marta.session)}) {
    const auto done = posted(kForm, "csrf=" + sent + "&text=hello");
    BOOST_REQUIRE(!done);
    BOOST_CHECK(done.error().reason == Reason::csrf);
    BOOST_TEST(typed == "hello");
  }
}

BOOST_AUTO_TEST_CASE(without_a_session_no_token_fits_not_even_none) {
  marta.session.clear();
  BOOST_TEST(!posted(kForm, "csrf=").has_value());
  BOOST_TEST(!posted(kForm, "csrf=" + token()).has_value());
}

BOOST_AUTO_TEST_CASE(a_foreign_page_is_refused_before_its_body_is_read) {
  Asked asked(Headers{{"origin", "https://evil.example"}});
  asked.sends(kForm, "csrf=" + token() + "&text=hello");
  Context here = context(asked);
  const auto done = checked_post(here);
  BOOST_REQUIRE(!done);
  BOOST_CHECK(done.error().reason == Reason::csrf);
  BOOST_TEST(!here.body_read);
  BOOST_TEST(here.typed == "");
}

BOOST_AUTO_TEST_CASE(a_json_object_is_a_form_too) {
  const auto done =
      posted("application/json",
             R"({"text":"hello","upto":12,"yes":true,"no":false})", token());
  BOOST_REQUIRE(done);
  BOOST_TEST(done->form.text("text") == "hello");
  BOOST_TEST(done->form.text("upto") == "12");
  BOOST_TEST(done->form.text("yes") == "yes");
  BOOST_TEST(done->form.text("no") == "no");
}

BOOST_AUTO_TEST_CASE(json_that_is_no_flat_object_is_refused) {
  for (const char* body :
       {"[]", "1", "{\"a\":[1]}", "{\"a\":{}}", "{\"a\":null}", "{", ""}) {
    const auto done = posted("application/json", body, token());
    BOOST_REQUIRE_MESSAGE(!done, body);
    BOOST_CHECK(done.error().reason == Reason::bad_request);
  }
}

BOOST_AUTO_TEST_CASE(a_body_of_another_type_is_refused) {
  for (const char* type : {"text/plain", "", "application/xml"}) {
    const auto done = posted(type, "csrf=" + token());
    BOOST_REQUIRE_MESSAGE(!done, type);
    BOOST_CHECK(done.error().reason == Reason::bad_type);
  }
}

BOOST_AUTO_TEST_CASE(a_form_with_a_file_brings_both) {
  const std::string body =
      part("name=\"csrf\"", token()) + part("name=\"text\"", "see this") +
      part("name=\"file\"; filename=\"a.txt\"", "words") + "--b--\r\n";
  auto done = posted("multipart/form-data; boundary=b", body);
  BOOST_REQUIRE(done);
  BOOST_TEST(done->form.text("text") == "see this");
  BOOST_REQUIRE(done->file.has_value());
  const auto stored = done->file->finish();
  BOOST_REQUIRE(stored);
  BOOST_TEST(stored->name == "a.txt");
  BOOST_TEST(stored->bytes == 5u);
}

BOOST_AUTO_TEST_CASE(a_file_input_left_empty_is_no_file) {
  const std::string body =
      part("name=\"csrf\"", token()) +
      part("name=\"file\"; filename=\"\"", "") + "--b--\r\n";
  const auto done = posted("multipart/form-data; boundary=b", body);
  BOOST_REQUIRE(done);
  BOOST_TEST(!done->file.has_value());
}

BOOST_AUTO_TEST_CASE(a_file_without_the_token_goes_away_again) {
  const std::string body =
      part("name=\"file\"; filename=\"a.txt\"", "words") + "--b--\r\n";
  BOOST_TEST(!posted("multipart/form-data; boundary=b", body).has_value());
  BOOST_TEST(std::filesystem::is_empty(folder.path / "data/files/incoming"));
}

BOOST_AUTO_TEST_CASE(next_leads_only_to_places_of_ours) {
  BOOST_TEST(local_path("/support/agent/dashboard/", "x") ==
             "/support/agent/dashboard/");
  for (const char* next :
       {"", "//evil", "/support//evil", "/\\evil", "javascript:alert(1)",
        "https://evil.example/support/", "/support/../x", "/shop/",
        "/support/a?b", "/support/a\r\nb", "/supporter/"}) {
    BOOST_TEST(local_path(next, "x") == "x", next);
  }
}

BOOST_AUTO_TEST_CASE(each_form_has_a_key_of_its_own_that_the_store_takes) {
  BOOST_TEST(store::is_message_key(fresh_key()));
  BOOST_TEST(fresh_key() != fresh_key());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::web

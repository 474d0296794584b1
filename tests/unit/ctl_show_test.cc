#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "base/json.h"
#include "ctl_store.h"

namespace support::ctl {
namespace {

struct Shown : test::StorePlace {
  store::ConversationId id = conversation();

  bool shows(const std::string& words) {
    return run(show, {id.text()}).find(words) != std::string::npos;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_show, Shown)

BOOST_AUTO_TEST_CASE(a_transcript_tells_who_said_what_and_when) {
  say(id, "a:marta", "Good day\nHow can I help?");
  BOOST_TEST(shows("Customer      Ana, verified\n"));
  BOOST_TEST(shows("Status        pending\n"));
  BOOST_TEST(shows("2026-11-22T10:41:07.123Z  2  message  customer\n"
                   "    Hello\n"));
  BOOST_TEST(shows("2026-11-22T10:41:08.123Z  3  message  agent marta\n"
                   "    Good day\n    How can I help?\n"));
}

BOOST_AUTO_TEST_CASE(control_and_bidi_characters_are_never_raw) {
  say(id, "c:" + customer, "\x1b[31mred \xc2\x9b \xe2\x80\xae back\rover");
  const std::string text = run(show, {id.text()});
  for (const char* raw : {"\x1b", "\xc2\x9b", "\xe2\x80\xae", "\r"}) {
    BOOST_TEST(text.find(raw) == std::string::npos);
  }
  BOOST_TEST(shows("    \\u001b[31mred \\u009b \\u202e back\\u000dover\n"));
}

BOOST_AUTO_TEST_CASE(files_status_and_assignment_are_told) {
  attach(id, "Some words\n", 3);
  add(id, {store::Kind::status, "a:marta", "", {{"to", "closed"}}});
  add(id, {store::Kind::assign, "a:marta", "", {{"to", ""}}});
  BOOST_TEST(shows("    note.txt (text/plain, 11 bytes)\n"));
  BOOST_TEST(shows("4  status  agent marta\n    closed\n"));
  BOOST_TEST(shows("5  assign  agent marta\n    nobody\n"));
  BOOST_TEST(shows("Status        closed\n"));
}

BOOST_AUTO_TEST_CASE(what_was_taken_out_is_not_shown) {
  say(id, "c:" + customer, "my card is mauve");
  add(id, {store::Kind::redact, "a:marta", "", {{"ref", 3}}});
  BOOST_TEST(shows("3  message  customer\n    (taken out)\n"));
  for (const Words& words : {Words{id.text()}, Words{id.text(), "--json"}}) {
    BOOST_TEST(run(show, words).find("mauve") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(json_has_every_record_with_its_fields) {
  const auto value = base::json::parse(run(show, {id.text(), "--json"}));
  BOOST_REQUIRE(value.has_value());
  const base::json::Array* records = value->find("records")->array();
  BOOST_REQUIRE(records);
  BOOST_REQUIRE(records->size() == 2u);
  BOOST_TEST(records->at(1).text("text") == "Hello");
  BOOST_TEST(records->at(1).text("k") == "message");
  BOOST_TEST(records->at(1).integer("n") == 2);
}

BOOST_AUTO_TEST_CASE(damaged_lines_are_passed_over_and_told) {
  say(id, "a:marta", "Good day");
  const base::Path log = place.paths.conversation(id);
  std::string text = text_of(log);
  text[line_in(text, 2).first + 3] ^= 1;
  write(log, text);
  BOOST_TEST(shows("Good day"));
  BOOST_TEST(complained("1 damaged line"));
}

BOOST_AUTO_TEST_CASE(unknown_and_malformed_ids_answer_alike) {
  for (const char* word :
       {"20261122-K7Q2M8XW4TB3N9RD5VHJ", "../../etc/passwd"}) {
    run(show, {word});
    BOOST_TEST(status == kNoInput);
    BOOST_TEST(err.str() == "no such conversation");
  }
}

BOOST_AUTO_TEST_CASE(reading_leaves_a_trace_without_the_text) {
  run(show, {id.text()});
  const std::string log =
      text_of(place.paths.audit(place.clock.now()));
  BOOST_TEST(log.find("sensitive_read") != std::string::npos);
  BOOST_TEST(log.find(id.text()) != std::string::npos);
  BOOST_TEST(log.find("Hello") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl

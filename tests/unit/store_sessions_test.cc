#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "base/file_time.h"
#include "store/sessions.h"
#include "store/tokens.h"
#include "store_data.h"

namespace support::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct SessionsInFolder : test::Data {
  Sessions sessions{paths};

  std::string begin(const char* login, base::Time when) {
    Session session;
    session.login = login;
    session.epoch = 4;
    session.address = "192.0.2.7";
    session.browser = "Browser\t1.0";
    return sessions.begin(session, when);
  }
  bool lives(const std::string& token, base::Time when) {
    return Sessions(paths).find(token, when).has_value();
  }
};

BOOST_FIXTURE_TEST_SUITE(store_sessions, SessionsInFolder)

BOOST_AUTO_TEST_CASE(a_session_is_found_by_its_token) {
  const std::string token = begin("alice", now);
  const Session found = Sessions(paths).find(token, now).value();
  BOOST_TEST(found.login == "alice");
  BOOST_TEST(found.epoch == 4);
  BOOST_TEST(found.address == "192.0.2.7");
  BOOST_TEST(found.browser == "Browser 1.0");
  BOOST_CHECK(found.started == now);
  BOOST_CHECK(found.last_seen == now);
}

BOOST_AUTO_TEST_CASE(the_token_is_not_on_the_disk) {
  const std::string token = begin("alice", now);
  const Session found = sessions.find(token, now).value();
  BOOST_TEST(found.hash != token);
  BOOST_TEST(get(paths.session(found.hash)).find(token) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(blank_and_malformed_tokens_find_nothing) {
  const std::string token = begin("alice", now);
  const std::string hash = sessions.find(token, now)->hash;
  for (const std::string& bad :
       {std::string(), std::string("x"), hash, token + "A",
        std::string("../sessions/") + hash, std::string(43, 'A')})
    BOOST_TEST(!lives(bad, now));
}

BOOST_AUTO_TEST_CASE(sessions_are_listed_of_one_user_or_of_everybody) {
  begin("alice", now);
  begin("bob", now + minutes(1));
  BOOST_TEST(sessions.of("bob", now + minutes(2)).size() == 1u);
  const auto all = sessions.of("", now + minutes(2));
  BOOST_TEST_REQUIRE(all.size() == 2u);
  BOOST_TEST(all[0].login + " " + all[1].login == "alice bob");
  BOOST_TEST(sessions.of("", now + hours(9)).empty());
}

BOOST_AUTO_TEST_CASE(eight_idle_hours_end_it) {
  const std::string token = begin("alice", now);
  BOOST_TEST(lives(token, now + hours(8) - minutes(1)));
  BOOST_TEST(!lives(token, now + hours(8)));
}

BOOST_AUTO_TEST_CASE(being_seen_prolongs_it_to_twelve_hours_and_no_further) {
  const std::string token = begin("alice", now);
  for (int hour = 1; hour < 12; ++hour)
    sessions.touch(sessions.find(token, now + hours(hour)).value(),
                   now + hours(hour));
  BOOST_TEST(lives(token, now + hours(12) - minutes(1)));
  BOOST_TEST(!lives(token, now + hours(12)));
}

BOOST_AUTO_TEST_CASE(being_seen_is_written_at_most_once_a_minute) {
  const std::string token = begin("alice", now);
  const Session session = sessions.find(token, now).value();
  sessions.touch(session, now + base::Seconds(59));
  BOOST_CHECK(sessions.find(token, now)->last_seen == now);
  sessions.touch(session, now + base::Seconds(60));
  BOOST_CHECK(sessions.find(token, now)->last_seen == now + base::Seconds(60));
}

BOOST_AUTO_TEST_CASE(a_late_touch_does_not_bring_back_an_ended_session) {
  const std::string token = begin("alice", now);
  const Session session = sessions.find(token, now).value();
  sessions.end(session.hash);
  sessions.touch(session, now + hours(1));
  BOOST_TEST(!lives(token, now + hours(1)));
  BOOST_TEST(files_in(paths.sessions()) == 1u);  // alice.seen
}

BOOST_AUTO_TEST_CASE(ending_twice_or_nonsense_does_no_harm) {
  put(paths.sessions() / "keep.json", "{}");
  const std::string token = begin("alice", now);
  const std::string hash = sessions.find(token, now)->hash;
  for (const std::string& name : {hash, hash, std::string("keep"),
                                  std::string("../VERSION"), std::string()})
    sessions.end(name);
  BOOST_TEST(!lives(token, now));
  BOOST_TEST(files_in(paths.sessions()) == 2u);  // keep.json, alice.seen
}

BOOST_AUTO_TEST_CASE(the_eleventh_session_ends_the_oldest_of_that_user_alone) {
  const std::string other = begin("bob", now - minutes(1));
  std::vector<std::string> tokens;
  for (int i = 0; i < 11; ++i)
    tokens.push_back(begin("alice", now + minutes(i)));
  const base::Time later = now + minutes(11);
  BOOST_TEST(!lives(tokens[0], later));
  BOOST_TEST(lives(tokens[1], later));
  BOOST_TEST(lives(tokens[10], later));
  BOOST_TEST(lives(other, later));
  BOOST_TEST(sessions.of("alice", later).size() == 10u);
  BOOST_CHECK(sessions.of("alice", later)[0].started == now + minutes(1));
}

BOOST_AUTO_TEST_CASE(tidying_takes_what_is_over_or_damaged_and_nothing_else) {
  begin("alice", now - hours(9));
  put(paths.session(std::string(64, '0')), "{\"login\":");
  const std::string token = begin("bob", now);
  BOOST_TEST(sessions.tidy(now) == 2u);
  BOOST_TEST(lives(token, now));
  BOOST_TEST(sessions.tidy(now) == 0u);
}

BOOST_AUTO_TEST_CASE(a_damaged_session_is_none) {
  const std::string token = begin("alice", now);
  const std::string hash = sessions.find(token, now)->hash;
  for (const char* bad : {"", "[]", "{}", "{\"login\":\"../x\"}",
                          "{\"login\":\"alice\",\"epoch\":\"4\"}"}) {
    put(paths.session(hash), bad);
    base::set_modified(paths.session(hash), now);
    BOOST_TEST(!lives(token, now));
  }
}

BOOST_AUTO_TEST_CASE(while_latched_one_can_sign_out_but_not_in) {
  const std::string token = begin("alice", now);
  latch(paths, "why");
  const Session session = sessions.find(token, now).value();
  BOOST_CHECK_NO_THROW(sessions.touch(session, now + hours(1)));
  BOOST_CHECK_THROW(begin("bob", now), base::IoError);
  sessions.end(session.hash);
  BOOST_TEST(!lives(token, now));
}

BOOST_AUTO_TEST_CASE(when_somebody_was_last_seen_outlives_the_session) {
  BOOST_CHECK(!sessions.last_seen("alice"));
  const std::string token = begin("alice", now);
  BOOST_CHECK(sessions.last_seen("alice") == now);
  const Session session = sessions.find(token, now).value();
  sessions.touch(session, now + minutes(5));
  sessions.end(session.hash);
  sessions.tidy(now + hours(24));
  BOOST_CHECK(Sessions(paths).last_seen("alice") == now + minutes(5));
  BOOST_CHECK(!sessions.last_seen("../users/alice"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

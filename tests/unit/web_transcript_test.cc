#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk/rating.h"
#include "desk_fixture.h"
#include "web/transcript.h"

namespace support::web {
namespace {

using desk::Status;

struct Kept : test::DeskInFolder {
  desk::Person marta = agent("marta");
  Chat chat = guest_says("My order\r\nhas not arrived");
  int keys = 0;

  std::string fresh() { return "key-of-" + std::to_string(++keys); }
  void reply(const std::string& text) {
    BOOST_REQUIRE(desk::reply(desk, marta, chat.id, text, fresh(),
                              Status::pending));
  }
  void say(const std::string& text) {
    BOOST_REQUIRE(desk::send(desk, chat.customer, chat.id, text, fresh()));
  }
  void in_zone(const char* zone) {
    store::Settings settings = desk.settings.now();
    settings.time_zone = zone;
    BOOST_REQUIRE(desk.settings.save(settings));
  }
  std::string text(bool as_staff = false) {
    return transcript_text(desk, chat.id, as_staff);
  }
  // All but the head.
  std::string body(bool as_staff = false) {
    const std::string all = text(as_staff);
    return all.substr(all.find("\n\n") + 2);
  }
};

BOOST_FIXTURE_TEST_SUITE(web_transcript, Kept)

BOOST_AUTO_TEST_CASE(a_customer_keeps_who_said_what_in_the_shops_time) {
  in_zone("Europe/Vienna");
  desk::assign(desk, marta, chat.id, "marta", fresh());
  reply("Let me see.\n\nIt has left.");
  desk::note(desk, marta, chat.id, "Second loss.", fresh());
  wait(std::chrono::hours(13));
  desk::set_status(desk, marta, chat.id, Status::closed, fresh());
  desk::rate(desk, chat.customer, chat.id, {5, "Quick"}, fresh());
  BOOST_TEST(text() == "BookShop, conversation " + chat.id.text() + R"(
Times are in the zone Europe/Vienna.

22 November 2026

11:41  You
    My order
    has not arrived

11:41  Marta has joined the chat.

11:41  Marta
    Let me see.

    It has left.

23 November 2026

00:41  Marta closed this chat.

00:41  You rated the chat 5 of 5.
    Quick
)");
}

BOOST_AUTO_TEST_CASE(staff_keep_notes_and_what_became_of_it_too) {
  desk::note(desk, marta, chat.id, "Second loss.", fresh());
  desk::set_status(desk, marta, chat.id, Status::pending, fresh());
  desk::assign(desk, marta, chat.id, "marta", fresh());
  desk::assign(desk, marta, chat.id, "", fresh());
  const std::string kept = body(true);
  for (const char* line :
       {"10:41  Guest ", "10:41  Marta (internal note)\n    Second loss.\n",
        "10:41  Marta set the chat to pending.\n", "10:41  Nobody has the chat.\n"})
    BOOST_TEST(kept.find(line) != kept.npos, line);
  BOOST_TEST(body().find("Marta (") == std::string::npos);
  BOOST_TEST(body().find("pending") == std::string::npos);
  BOOST_TEST(body().find("Nobody") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_message_passes_for_a_line_of_somebody_else) {
  say("Hm\n\n10:41  Marta\n    You get it for nothing.");
  say("\u001b[2JHm\u202810:41  Marta\u0085\tHm");
  const std::string kept = body();
  BOOST_TEST(kept.find("\n10:41  Marta") == std::string::npos);
  BOOST_TEST(kept.find("\n    10:41  Marta\n") != std::string::npos);
  BOOST_TEST(kept.find("\n    [2JHm 10:41  Marta Hm\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_signed_in_has_their_name_from_there_on) {
  desk::create(desk, with(chat.token),
               wish("It is me", "key-0002", shop_says("ana", "Ana Reis")));
  BOOST_TEST(body() == "22 November 2026\n\n10:41  You\n    My order\n"
                       "    has not arrived\n\n10:41  Ana Reis\n"
                       "    It is me\n");
}

BOOST_AUTO_TEST_CASE(what_was_sent_by_whom_we_have_no_more_is_the_shops) {
  desk.conversations.append(chat.id, now, {{store::Kind::message, "a:gone",
                                            fresh(), {{"text", "Hello"}}}});
  BOOST_TEST(body().ends_with("10:41  BookShop\n    Hello\n"));
}

BOOST_AUTO_TEST_CASE(a_file_has_its_name_and_size) {
  desk.conversations.append(
      chat.id, now, {{store::Kind::file, "c:" + chat.customer.customer, fresh(),
                      {{"name", "receipt.pdf"}, {"type", "application/pdf"},
                       {"bytes", 12'345}}}});
  BOOST_TEST(body().find("sent a file: receipt.pdf (12\u00a0kB)\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::web

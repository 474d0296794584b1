// What an earlier version wrote reads the same for ever: tests/data/README.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <cstdlib>

#include "ctl/verify.h"
#include "desk/conversation.h"
#include "made_store.h"
#include "store/audit_read.h"
#include "store/redaction.h"

namespace support::ctl {
namespace {

using store::Kind;

struct Sample : test::MadeStore {
  const store::ConversationId talk_id =
      *store::ConversationId::parse("20261122-K7Q2M8XW4TB3N9RD5VHJ");
  const store::ConversationId guest_id =
      *store::ConversationId::parse("20261122-A1B2C3D4E5F6G7H8J9K0");
  const store::ConversationId gone_id =
      *store::ConversationId::parse("20261122-Z0Y1X2W3V4T5S6R7Q8P9");
  const std::string ana = customer_key(1), guest = customer_key(2);
  const std::string token = store::token_hash("t1");

  // What the tests start in, or the state that a version left.
  void read_from(const base::Path& sample) {
    std::filesystem::remove_all(place.paths.data());
    std::filesystem::copy(sample, place.paths.data(),
                          std::filesystem::copy_options::recursive);
  }

  void open(const store::ConversationId& id, const std::string& customer_of,
            const std::string& key, bool verified) {
    const std::string by = "c:" + customer_of;
    customers.note(customer_of, key, id, now, token).value();
    conversations.create(
        id, now,
        {{Kind::open, by, key + "-o",
          {{"name", verified ? "Ana Reis" : ""}, {"email", ""},
           {"page", "https://shop.example/book/7"}, {"browser", "Test"},
           {"verified", verified}}},
         {Kind::message, by, key, {{"text", "Hello \u2014 my order\n1042"}}}})
        .value();
    audit("authn_token_created", id.text());
  }

  void write_talk() {
    open(talk_id, ana, "create-01", true);
    const std::string by = "c:" + ana;
    add(talk_id, {Kind::assign, "s:routing", "", {{"to", "marta"}}});
    add(talk_id, {Kind::note, "a:marta", "note-0001", {{"text", "A note"}}});
    add(talk_id, {Kind::tag, "a:marta", "", {{"add", "parcel"}}});
    add(talk_id, {Kind::tag, "a:marta", "", {{"add", "late"}}});
    add(talk_id, {Kind::tag, "a:marta", "", {{"remove", "late"}}});
    attach_of(talk_id, by, "Some words\n", 8);
    add(talk_id, {Kind::message, by, "secret-01", {{"text", "4929 1234"}}});
    add(talk_id, {Kind::message, "a:marta", "answer-01",
                  {{"text", "Good day"}, {"quick", "k3v8q0a1z7m2"}}});
    add(talk_id, {Kind::seen, by, "", {{"upto", 10}}});
    now += base::Millis(1000);
    store::redact(place.paths, conversations, talk_id, 9, now, "s:ctl")
        .value();
    add(talk_id, {Kind::status, "a:marta", "close-001", {{"to", "closed"}}});
    add(talk_id, {Kind::rating, by, "rating-01",
                  {{"value", 5}, {"text", "Quick"}}});
    add(talk_id, {Kind::other, "s:later", "", {{"unheard", "of"}}});
  }

  // Begun by a guest, who signs in.
  void write_guest() {
    open(guest_id, guest, "create-02", false);
    customers.note(ana, "create-03", guest_id, now).value();
    add(guest_id, {Kind::open, "c:" + ana, "create-03-o",
                   {{"name", "Ana Reis"}, {"email", ""}, {"verified", true}}});
  }

  void write_gone() {
    customers.note(ana, "create-04", gone_id, now, token).value();
    customers.note_gone(ana, gone_id, now).value();
    audit("sensitive_delete", "conversation", gone_id.text());
  }

  void write_sample() {
    user("marta", 3);
    user("bjorn", 1);
    settings(2);
    write_talk();
    write_guest();
    now += base::Days(1);
    write_gone();
    tokens.save(token, {.customer = ana, .verified = true, .issued = now,
                        .last_send = now});
    sign_in("marta");
    audit("authn_login_success", "marta");
  }

  desk::State state_of(const store::ConversationId& id) {
    return desk::fold_all(conversations.all(id).value().entries);
  }

  void check_talk() {
    const auto all = conversations.all(talk_id).value();
    BOOST_TEST(all.entries.size() == 15u);
    BOOST_TEST(all.damaged == 0u);
    BOOST_TEST(all.entries[1].record.text() == "Hello \u2014 my order\n1042");
    BOOST_TEST((all.entries[8].record.kind == Kind::voided));
    BOOST_TEST(all.entries[8].record.text() == "");
    const desk::State state = state_of(talk_id);
    BOOST_TEST(state.customer == ana);
    BOOST_TEST(state.name == "Ana Reis");
    BOOST_TEST(state.verified);
    BOOST_TEST((state.status == desk::Status::closed));
    BOOST_TEST(state.assignee == "marta");
    BOOST_TEST(state.tags.size() == 1u);
    BOOST_TEST(state.customer_seen == 10u);
    BOOST_TEST(state.rating == 5);
    BOOST_TEST(text_of(place.paths.conversation(talk_id)).find("4929") ==
               std::string::npos);
  }

  void check_people() {
    const auto theirs = customers.conversations(ana);
    BOOST_TEST(theirs.size() == 2u);
    BOOST_TEST(theirs.at(0).key == "create-01");
    BOOST_CHECK(theirs.at(1).conversation == guest_id);
    BOOST_TEST(state_of(guest_id).customer == ana);
    BOOST_TEST(tokens.find(token, *base::from_iso("2026-11-24T00:00:00Z"))
                   .value().customer == ana);
    const auto marta = users.find("marta").value();
    BOOST_TEST(marta.number == 1);
    BOOST_TEST(marta.rev == 3);
    BOOST_TEST(marta.most_chats == 2);
  }

  void check_rest() {
    BOOST_TEST(store::SettingsFile(place.paths).now().poll_interval_ms == 3001);
    store::QuickReplies replies(place.paths);
    BOOST_TEST(replies.all().size() == 2u);
    BOOST_TEST(replies.all().at(1).shortcut == "s1");
    BOOST_TEST(store::audit_days(place.paths).size() == 2u);
    run(verify, {});
    BOOST_TEST(status == 0, out.str());
    BOOST_TEST(out.str().find(", 0 damaged, 0 notes\n") != std::string::npos,
               out.str());
  }

  void check() {
    check_talk();
    check_people();
    check_rest();
  }
};

// tests/data, wherever the tests are run.
base::Path samples() {
  return base::Path(__FILE__).parent_path().parent_path() / "data";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_sample_data, Sample)

BOOST_AUTO_TEST_CASE(what_is_written_now_reads_as_it_should) {
  write_sample();
  check();
  if (const char* sample = std::getenv("SAMPLE")) {
    std::filesystem::copy(place.paths.data(), sample,
                          std::filesystem::copy_options::recursive);
  }
}

BOOST_AUTO_TEST_CASE(what_version_1_wrote_reads_the_same) {
  read_from(samples() / "v1");
  check();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl

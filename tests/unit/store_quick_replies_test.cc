#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "store/quick_replies.h"
#include "store_data.h"

namespace support::store {
namespace {

using base::Reason;

struct RepliesInFolder : test::Data {
  QuickReplies replies{paths};

  static QuickReply reply(const char* owner, const char* shortcut,
                          const char* text = "Thank you.") {
    QuickReply one;
    one.owner = owner;
    one.shortcut = shortcut;
    one.title = "A title";
    one.text = text;
    return one;
  }
  std::string shortcuts() {
    std::string all;
    for (const QuickReply& one : replies.all()) all += one.shortcut + " ";
    return all;
  }
  // The fields that check() complains of.
  static std::string wrong(const QuickReply& one) {
    std::string fields;
    for (const FieldError& error : check(one)) {
      BOOST_TEST(error.message.ends_with('.'));
      fields += error.field + " ";
    }
    return fields;
  }
};

BOOST_FIXTURE_TEST_SUITE(store_quick_replies, RepliesInFolder)

BOOST_AUTO_TEST_CASE(without_a_file_there_are_none) {
  BOOST_TEST(replies.all().empty());
  BOOST_TEST(!replies.find("k3v8q0a1z7m2").has_value());
}

BOOST_AUTO_TEST_CASE(what_is_added_is_seen_by_another_process_at_its_next_look) {
  QuickReplies other(paths);
  BOOST_TEST(other.all().empty());
  const QuickReply added =
      replies.save(reply("marta", "thanks", "One\nTwo\t{customer}")).value();
  BOOST_TEST(added.id.size() == 12u);
  BOOST_TEST(added.rev == 1);
  BOOST_CHECK(other.find(added.id).value() == added);
  BOOST_TEST(other.all().front().text == "One\nTwo\t{customer}");
}

BOOST_AUTO_TEST_CASE(they_come_by_shortcut) {
  for (const char* shortcut : {"hello", "bye", "wait"})
    replies.save(reply("", shortcut)).value();
  BOOST_TEST(shortcuts() == "bye hello wait ");
}

BOOST_AUTO_TEST_CASE(one_line_of_the_file_is_one_reply) {
  replies.save(reply("", "a")).value();
  replies.save(reply("", "b")).value();
  BOOST_TEST(base::split(get(paths.quick_replies()), '\n').size() == 9u);
}

BOOST_AUTO_TEST_CASE(a_change_raises_its_rev_and_a_stale_one_is_a_conflict) {
  const QuickReply first = replies.save(reply("", "thanks")).value();
  QuickReply second = first;
  second.text = "Many thanks.";
  BOOST_TEST(replies.save(second).value().rev == 2);
  BOOST_TEST(replies.find(first.id)->text == "Many thanks.");
  BOOST_CHECK(replies.save(first).error().reason == Reason::conflict);
  BOOST_CHECK(replies.remove(first.id, 1).error().reason == Reason::conflict);
  BOOST_TEST(replies.remove(first.id, 2).has_value());
  BOOST_TEST(replies.all().empty());
  BOOST_CHECK(replies.remove(first.id, 2).error().reason == Reason::not_found);
  BOOST_CHECK(replies.save(second).error().reason == Reason::not_found);
}

BOOST_AUTO_TEST_CASE(an_owner_has_a_shortcut_once_and_others_have_it_too) {
  const QuickReply shared = replies.save(reply("", "thanks")).value();
  replies.save(reply("marta", "thanks")).value();
  const auto again = replies.save(reply("marta", "thanks"));
  BOOST_CHECK(again.error().reason == Reason::conflict);
  BOOST_TEST(again.error().detail == "shortcut");
  QuickReply other = replies.save(reply("", "bye")).value();
  other.shortcut = shared.shortcut;
  BOOST_TEST(replies.save(other).error().detail == "shortcut");
}

BOOST_AUTO_TEST_CASE(two_who_add_the_same_shortcut_at_once_make_one) {
  BOOST_TEST(test::in_processes(6, [&](int) {
    return test::retry_while_busy([&] {
             return QuickReplies(paths).save(reply("", "thanks"));
           }).has_value();
  }) == 1);
  BOOST_TEST(replies.all().size() == 1u);
}

BOOST_AUTO_TEST_CASE(nobody_who_adds_at_once_is_lost) {
  BOOST_TEST(test::in_processes(8, [&](int i) {
    const std::string shortcut = "s" + std::to_string(i);
    return test::retry_while_busy([&] {
             return QuickReplies(paths).save(reply("", shortcut.c_str()));
           }).has_value();
  }) == 8);
  BOOST_TEST(replies.all().size() == 8u);
}

BOOST_AUTO_TEST_CASE(an_import_replaces_adds_and_counts_what_is_new) {
  const QuickReply old = replies.save(reply("marta", "thanks")).value();
  replies.save(reply("", "thanks", "Shared.")).value();
  BOOST_TEST(replies.import({reply("marta", "thanks", "New."),
                             reply("marta", "bye"), reply("marta", "wait")})
                 .value() == 2u);
  BOOST_TEST(replies.find(old.id)->text == "New.");
  BOOST_TEST(replies.find(old.id)->rev == 2);
  BOOST_TEST(replies.all().size() == 4u);
}

BOOST_AUTO_TEST_CASE(five_hundred_of_one_owner_and_not_one_more) {
  std::vector<QuickReply> many;
  for (std::size_t i = 0; i < kMostQuickReplies; ++i)
    many.push_back(reply("marta", ("s" + std::to_string(i)).c_str()));
  BOOST_TEST(replies.import(many).value() == kMostQuickReplies);
  const auto over = replies.save(reply("marta", "one-more"));
  BOOST_CHECK(over.error().reason == Reason::bad_request);
  BOOST_TEST(over.error().detail == "too_many");
  BOOST_TEST(replies.import({reply("marta", "one-more")}).error().detail ==
             "too_many");
  BOOST_TEST(replies.all().size() == kMostQuickReplies);
  BOOST_TEST(replies.save(reply("paul", "thanks")).has_value());
}

BOOST_AUTO_TEST_CASE(more_than_the_file_may_hold_is_refused_and_nothing_lost) {
  std::string text;
  for (int i = 0; i < 4000; ++i) text += "\U0001F4D6";
  std::vector<QuickReply> many;
  for (int i = 0; i < 300; ++i)
    many.push_back(
        reply("marta", ("s" + std::to_string(i)).c_str(), text.c_str()));
  BOOST_TEST(replies.import(many).error().detail == "too_many");
  BOOST_TEST(replies.all().empty());
  many.resize(200);
  BOOST_TEST(replies.import(many).value() == 200u);
  BOOST_TEST(QuickReplies(paths).all().size() == 200u);
}

BOOST_AUTO_TEST_CASE(five_old_revisions_are_kept) {
  for (int i = 0; i < 9; ++i)
    replies.save(reply("", ("s" + std::to_string(i)).c_str())).value();
  BOOST_TEST(files_in(paths.data() / "old") == 5u);
}

BOOST_AUTO_TEST_CASE(what_stood_there_outlives_a_slip_of_the_editor) {
  replies.save(reply("", "thanks")).value();
  const std::string good = get(paths.quick_replies());
  BOOST_TEST(shortcuts() == "thanks ");
  for (const char* bad :
       {"", "{", "[]", "{\"replies\":[]}", "{\"rev\":1,\"replies\":{}}",
        "{\"rev\":1,\"replies\":[7]}", "{\"rev\":1,\"replies\":[{}]}",
        "{\"rev\":1,\"replies\":[{\"id\":\"k3v8q0a1z7m2\",\"shortcut\":\"A\","
        "\"title\":\"t\",\"text\":\"x\",\"rev\":1}]}"}) {
    put(paths.quick_replies(), bad);
    BOOST_TEST(shortcuts() == "thanks ", bad);
    BOOST_TEST(QuickReplies(paths).all().empty(), bad);
    BOOST_CHECK_THROW(replies.save(reply("", "new")), std::runtime_error);
    BOOST_TEST(get(paths.quick_replies()) == bad);
  }
  put(paths.quick_replies(), good);
  BOOST_TEST(shortcuts() == "thanks ");
}

BOOST_AUTO_TEST_CASE(what_a_later_version_wrote_beside_it_is_kept) {
  put(paths.quick_replies(),
      "{\"rev\":1,\"replies\":[{\"id\":\"k3v8q0a1z7m2\",\"owner\":\"\","
      "\"shortcut\":\"a\",\"title\":\"t\",\"text\":\"x\",\"rev\":1,"
      "\"colour\":\"red\"}]}");
  QuickReply one = replies.find("k3v8q0a1z7m2").value();
  one.text = "y";
  replies.save(one).value();
  BOOST_TEST(get(paths.quick_replies()).find("\"colour\":\"red\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_field_has_its_rule) {
  BOOST_TEST(wrong(reply("marta", "thanks-2")) == "");
  BOOST_TEST(wrong(reply("", "thanks")) == "");
  BOOST_TEST(wrong(reply("Marta", "thanks")) == "owner ");
  for (const char* bad : {"", "Thanks", "a b", "/a", "ä",
                          "123456789012345678901234567890123"})
    BOOST_TEST(wrong(reply("", bad)) == "shortcut ", bad);
  QuickReply one = reply("", "thanks");
  for (const std::string& bad : {std::string(), std::string("a\nb"),
                                 std::string(" a"), std::string(81, 'x')}) {
    one.title = bad;
    BOOST_TEST(wrong(one) == "title ");
  }
  one.title = "Title";
  for (const std::string& bad : {std::string(), std::string(" \n"),
                                 std::string("a\r\nb"),
                                 std::string(4001, 'x')}) {
    one.text = bad;
    BOOST_TEST(wrong(one) == "text ");
  }
}

BOOST_AUTO_TEST_CASE(while_the_storage_is_latched_nothing_is_written) {
  latch(paths, "test");
  BOOST_CHECK(replies.save(reply("", "a")).error().reason ==
              Reason::storage_latched);
  BOOST_TEST(replies.all().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "base/file_time.h"
#include "base/text.h"
#include "ctl_store.h"
#include "store/folder.h"
#include "store/latch.h"
#include "store/tokens.h"
#include "store/users.h"

namespace support::ctl {
namespace {

struct Verified : test::StorePlace {
  store::ConversationId id = conversation();
  base::Path log = place.paths.conversation(id);

  Verified() {
    store::User marta;
    marta.login = "marta";
    marta.name = "Marta";
    store::Users(place.paths).add(marta).value();
  }
  void verified() { run(verify, {}); }
  bool reports(const std::string& words) const {
    return out.str().find(words) != std::string::npos;
  }
  // "file:line: weight: words" stands in the report, and damage alone ends
  // with 65.
  void check_report(int expected, const base::Path& file, int line,
                    const std::string& words) {
    verified();
    BOOST_TEST(status == expected);
    const std::string place_of = line > 0 ? ":" + std::to_string(line) : "";
    const bool told = reports(file.string() + place_of + ": " + words);
    BOOST_TEST(told, out.str());
  }
  void replace_line(const base::Path& file, int number,
                    const std::string& with) {
    std::string text = text_of(file);
    const auto [begin, length] = line_in(text, number);
    write(file, text.replace(begin, length, with));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_verify, Verified)

BOOST_AUTO_TEST_CASE(a_sound_store_is_clean_and_counted) {
  say(id, "a:marta", "Good day");
  attach(id, "Some words\n", 4);
  store::Tokens(place.paths)
      .save(store::token_hash("x"), {.customer = customer, .issued = now});
  verified();
  BOOST_TEST(status == 0);
  BOOST_TEST(out.str() ==
             "1 conversations, 4 records, 1 files, 1 customers, 1 tokens, "
             "1 users, 0 damaged, 0 notes\n");
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_is_damage_wherever_it_is) {
  say(id, "a:marta", "Good day");
  const std::string sound = text_of(log);
  for (int line = 1; line <= 3; ++line) {
    std::string text = sound;
    const auto [begin, length] = test::StorePlace::line_in(text, line);
    text[begin + length / 2] ^= 1;
    write(log, text);
    check_report(kBadData, log, line, "damage: the CRC is wrong");
  }
}

BOOST_AUTO_TEST_CASE(a_missing_line_is_a_gap_in_the_numbers) {
  say(id, "a:marta", "Good day");
  std::string text = text_of(log);
  const auto [begin, length] = line_in(text, 2);
  write(log, text.erase(begin, length + 1));
  check_report(kBadData, log, 2, "damage: number 3 where 2 is due");
}

BOOST_AUTO_TEST_CASE(a_line_twice_is_damage) {
  std::string text = text_of(log);
  const auto [begin, length] = line_in(text, 2);
  write(log, text + text.substr(begin, length + 1));
  check_report(kBadData, log, 3, "damage: number 2 again");
}

BOOST_AUTO_TEST_CASE(time_that_runs_backwards_is_damage) {
  store::Record record;
  record.n = 3;
  record.t = now - base::Seconds(1);
  record.kind = store::Kind::message;
  record.by = "a:marta";
  record.more = {{"text", "Earlier"}};
  write(log, text_of(log) + store::encode(record) + "\n");
  check_report(kBadData, log, 3, "damage: the time runs backwards");
}

BOOST_AUTO_TEST_CASE(a_torn_tail_is_a_note_until_and_after_it_is_sealed) {
  write(log, text_of(log) + "{\"n\":3,\"t\":\"2026-11-2");
  check_report(kOk, log, 3, "note: torn");
  say(id, "a:marta", "Good day");
  check_report(kOk, log, 3, "note: remains of a line");
  BOOST_TEST(conversations.all(id)->entries.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_line_that_the_disk_refused_is_a_note) {
  say(id, "a:marta", "Good day");
  std::string text = text_of(log);
  const auto [begin, length] = line_in(text, 3);
  text[begin] = text[begin + length - 1] = '#';
  write(log, text);
  check_report(kOk, log, 3, "note: remains of a line");
}

BOOST_AUTO_TEST_CASE(an_attached_file_must_be_there_whole_and_the_same) {
  const base::Path file = attach(id, "Some words\n", 3);
  write(file, "Some w0rds\n");
  check_report(kBadData, file, 0, "damage: the SHA-256 is wrong");
  write(file, "Some words");
  check_report(kBadData, file, 0, "damage: 10 bytes where 11 are due");
  std::filesystem::remove(file);
  check_report(kBadData, log, 3, "damage: its file is missing");
}

BOOST_AUTO_TEST_CASE(the_file_of_a_record_that_was_taken_out_may_be_gone) {
  std::filesystem::remove(attach(id, "Some words\n", 3));
  add(id, {store::Kind::redact, "a:marta", "", {{"ref", 3}}});
  verified();
  BOOST_TEST(status == 0, out.str());
}

BOOST_AUTO_TEST_CASE(a_file_that_no_record_names_is_a_note_while_it_is_sound) {
  const base::Path named = attach(id, "left behind", 3);
  const base::Path file = named.parent_path() /
                          ("9" + named.filename().string().substr(1));
  std::filesystem::copy(named, file);
  check_report(kOk, file, 0, "note: no record names it");
  write(file, "changed");
  check_report(kBadData, file, 0, "damage: the SHA-256 is not the one in");
}

BOOST_AUTO_TEST_CASE(a_create_that_was_broken_off_is_a_note) {
  const auto never = store::ConversationId::make(now);
  BOOST_REQUIRE(customers.note(customer, "create-02", never, now));
  check_report(kOk, place.paths.customer(customer), 2,
               "note: no such conversation");
  std::filesystem::create_directories(
      place.paths.conversation(never).parent_path());
  write(place.paths.conversation(never), "{\"n\":1,\"t\"");
  check_report(kOk, place.paths.conversation(never), 0,
               "note: holds no record");
}

BOOST_AUTO_TEST_CASE(a_conversation_must_be_in_its_customers_list) {
  std::filesystem::remove(place.paths.customer(customer));
  check_report(kBadData, log, 1, "damage: is missing in its customer's list");
}

BOOST_AUTO_TEST_CASE(a_conversation_that_does_not_begin_with_open_is_damage) {
  store::Record record;
  record.n = 1;
  record.t = now;
  record.kind = store::Kind::message;
  record.by = "c:" + customer;
  record.more = {{"text", "Hello"}};
  write(log, store::encode(record) + "\n");
  check_report(kBadData, log, 1, "damage: does not begin with open");
}

BOOST_AUTO_TEST_CASE(files_that_stand_elsewhere_are_damage) {
  const base::Path elsewhere = log.parent_path().parent_path() / log.filename();
  std::filesystem::rename(log, elsewhere);
  check_report(kBadData, elsewhere, 0, "damage: is no conversation, or not");
}

BOOST_AUTO_TEST_CASE(whole_files_must_hold_json) {
  write(place.paths.users() / "ana.json", "{\"login\":");
  check_report(kBadData, place.paths.users() / "ana.json", 0,
               "damage: is no JSON");
  write(place.paths.users() / "ana.json", "[]");
  check_report(kBadData, place.paths.users() / "ana.json", 0,
               "damage: holds no JSON object");
}

BOOST_AUTO_TEST_CASE(findings_quote_nothing_and_json_says_the_same) {
  replace_line(log, 2, "{\"n\":2,\"text\":\"secret\",\"c\":\"00000000\"}");
  verified();
  BOOST_TEST(status == kBadData);
  BOOST_TEST(!reports("secret"));
  run(verify, {"--json"});
  BOOST_TEST(status == kBadData);
  BOOST_TEST(reports("\"damaged\":1,"));
  BOOST_TEST(reports("\"weight\":\"damage\""));
}

BOOST_AUTO_TEST_CASE(version_is_held_against_every_byte) {
  const base::Path version = place.paths.version();
  write(version, "{\"schema\":1}");
  check_report(kBadData, version, 1, "damage: does not say");
  write(version, "{\"schema\":2}\n");
  check_report(kBadData, version, 1, "damage: schema 2 is newer");
  std::filesystem::remove(version);
  check_report(kBadData, version, 0, "damage: is missing");
  std::filesystem::remove_all(place.paths.conversations());
  BOOST_CHECK_THROW(run(verify, {}), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_file_of_an_earlier_version_is_a_note_and_is_read) {
  const base::Path file = place.paths.user("marta");
  std::string text = text_of(file);
  text.replace(text.find(",\n  \"c\""), std::string::npos, "\n}\n");
  write(file, text);
  check_report(kOk, file, 0, "note: carries no CRC");
}

BOOST_AUTO_TEST_CASE(what_a_copy_cannot_have_yet_is_a_note) {
  std::filesystem::remove(place.paths.customer(customer));
  const std::string data = place.paths.data().string();
  run(verify, {"--data", data, "--began", base::iso(now + base::Days(1))});
  BOOST_TEST(status == kBadData);
  run(verify, {"--data", data, "--began", base::iso(now)});
  BOOST_TEST(status == 0, out.str());
  BOOST_TEST(reports("note: newer than the copy: is missing in its"));
  run(verify, {"--began", "yesterday"});
  BOOST_TEST(status == kUsage);
}

BOOST_AUTO_TEST_CASE(a_file_newer_than_a_copy_needs_no_conversation_there) {
  const base::Path file = place.paths.file(store::ConversationId::make(now), 3,
                                           std::string(64, 'a'));
  std::filesystem::create_directories(file.parent_path());
  write(file, "x");
  const std::string data = place.paths.data();
  const base::Time time = now;
  base::set_modified(file, time);
  run(verify, {"--data", data, "--began", base::iso(time - base::Seconds(60))});
  BOOST_TEST(status == kOk, out.str());
  run(verify, {"--data", data, "--began", base::iso(time + base::Seconds(60))});
  BOOST_TEST(status == kBadData, out.str());
}

BOOST_AUTO_TEST_CASE(a_backup_is_held_against_its_manifest_too) {
  const base::Path backups = folder.path / "backups";
  run(backup, {backups.string()});
  for (const std::string& name : store::names_in(backups)) {
    if (!name.starts_with('.')) {
      run(verify, {"--data", (backups / name / "data").string()});
      BOOST_TEST(status == 0, out.str());
      BOOST_TEST(reports(" files in MANIFEST, "), out.str());
      write(backups / name / "data" / "journal" / "20261122.log", "x");
      run(verify, {"--data", (backups / name).string()});
      BOOST_TEST(status == kBadData);
      BOOST_TEST(reports("20261122.log: damage: is not what MANIFEST says"));
    }
  }
}

BOOST_AUTO_TEST_CASE(repair_puts_a_list_right_and_says_so) {
  const base::Path list = place.paths.customer(customer);
  const std::string before = text_of(list);
  std::filesystem::remove(list);
  run(verify, {"--repair"});
  BOOST_TEST(status == 0, out.str());
  BOOST_TEST(complained("is in its customer's list again"));
  BOOST_TEST(text_of(list).substr(0, 9) == before.substr(0, 9));
  BOOST_TEST(customers.conversations(customer).at(0).key == "create-01");
  BOOST_TEST(text_of(place.paths.audit(place.clock.now()))
                 .find("sys_storage_repaired") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(repair_finishes_a_redaction) {
  add(id, {store::Kind::redact, "s:ctl", "", {{"ref", 2}}});
  check_report(kOk, log, 0, "note: record 2 was taken out, and its bytes");
  run(verify, {"--repair"});
  BOOST_TEST(status == 0);
  BOOST_TEST(text_of(log).find("Hello") == std::string::npos);
  BOOST_TEST(reports(" 0 damaged, 0 notes"), out.str());
}

BOOST_AUTO_TEST_CASE(the_report_says_what_to_do_and_with_which_files) {
  std::filesystem::remove(place.paths.user("marta"));
  say(id, "a:marta", "Good day");
  verified();
  BOOST_TEST(reports("look (1): "), out.str());
  BOOST_TEST(reports("\n  " + place.paths.user("marta").string() + "\n"));
}

BOOST_AUTO_TEST_CASE(the_latch_is_cleared_only_over_a_sound_store) {
  store::latch(place.paths, "a disk error");
  const std::string sound = text_of(log);
  replace_line(log, 1, "{\"n\":1,\"c\":\"00000000\"}");
  run(storage, {"clear"});
  BOOST_TEST(status == kBadData);
  BOOST_TEST(store::is_latched(place.paths));
  write(log, sound);
  run(storage, {"clear"});
  BOOST_TEST(status == 0);
  BOOST_TEST(!store::is_latched(place.paths));
}

BOOST_AUTO_TEST_CASE(the_latch_goes_over_damage_with_force) {
  store::latch(place.paths, "a disk error");
  replace_line(log, 1, "{\"n\":1,\"c\":\"00000000\"}");
  run(storage, {"clear", "--force"});
  BOOST_TEST(status == 0);
  BOOST_TEST(!store::is_latched(place.paths));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/text.h"
#include "ctl_store.h"
#include "store/folder.h"
#include "store/log.h"
#include "store/removal.h"

namespace support::ctl {
namespace {

namespace fs = std::filesystem;

// A store to export, and an empty one to import into.
struct Transfer : test::StorePlace {
  test::CtlPlace other;
  store::ConversationId id = conversation();
  base::Path log = place.paths.conversation(id);

  std::string exported(const Words& words = {}) {
    const std::string text = run(export_conversations, words);
    BOOST_TEST(status == 0, err.str());
    return text;
  }
  void imported(const std::string& text) {
    other.run(import_conversations, {}, text);
  }
  std::string exported_again() { return other.run(export_conversations, {}); }

  std::string in_other(const base::Path& file) const {
    return text_of(other.place.paths.data() /
                   file.lexically_relative(place.paths.data()));
  }
  // Nothing came in, and nothing was left.
  bool other_is_empty() const {
    const store::Paths& paths = other.place.paths;
    return store::Conversations(paths, {}).list().empty() &&
           fs::is_empty(paths.incoming()) && fs::is_empty(paths.customers());
  }
  void check_refused(const std::string& text, const std::string& words) {
    imported(text);
    BOOST_TEST(other.status == kBadData);
    BOOST_TEST(other.complained(words), other.err.str());
    BOOST_TEST(other_is_empty());
  }
};

// The first line that begins so.
std::size_t line_with(const std::string& text, const std::string& beginning) {
  return text.find("\n" + beginning) + 1;
}

std::string without_line(std::string text, std::size_t at) {
  return text.erase(at, text.find('\n', at) + 1 - at);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_transfer, Transfer)

BOOST_AUTO_TEST_CASE(an_export_comes_in_as_the_same_bytes) {
  const base::Path file = attach(id, "Some\0words\xff\n" + std::string(200'000, 'x'), 3);
  say(id, "a:marta", "Good day");
  conversation("create-02");
  const std::string first = exported();
  imported(first);
  BOOST_TEST(other.status == 0, other.err.str());
  BOOST_TEST(in_other(log) == text_of(log));
  BOOST_TEST(in_other(file) == text_of(file));
  BOOST_TEST((exported_again() == first));
  other.run(verify, {});
  BOOST_TEST(other.status == 0, other.out.str());
}

BOOST_AUTO_TEST_CASE(damaged_torn_and_foreign_lines_come_in_as_they_are) {
  say(id, "a:marta", "Good day");
  std::string text = text_of(log);
  text[line_in(text, 2).first + 30] ^= 1;
  text += "# hidden by the disk\n\n{\"n\":1}\r\nNUL \0 and \xff\xfe bytes\n" +
          std::string("\0\0\0", 3) + "\n" + std::string(120'000, 'y') + "\n" +
          "{\"raw\":\"not ours\"}\n{\"end\":\"export\",\"conversations\":1}\n" +
          "{\"n\":4,\"t\":\"2026-11";
  write(log, text);
  const std::string first = exported();
  imported(first);
  BOOST_TEST(other.status == 0, other.err.str());
  BOOST_TEST((in_other(log) == text));
  BOOST_TEST((exported_again() == first));
}

BOOST_AUTO_TEST_CASE(voided_lines_and_an_empty_file_come_in_as_they_are) {
  add(id, {store::Kind::redact, "s:ctl", "", {{"ref", 2}}});
  std::string text = text_of(log);
  const auto [begin, length] = line_in(text, 2);
  write(log, text.replace(begin, length, std::string(length, ' ')));
  const auto empty = conversation("create-02");
  write(place.paths.conversation(empty), "");
  attach(id, "", 4);
  const std::string first = exported();
  imported(first);
  BOOST_TEST(other.status == 0, other.err.str());
  BOOST_TEST((in_other(log) == text_of(log)));
  BOOST_TEST((exported_again() == first));
}

BOOST_AUTO_TEST_CASE(each_line_is_json_and_records_are_as_they_were) {
  const std::string text = exported();
  std::string own = text_of(log);
  BOOST_TEST(text.find(own.substr(0, own.find('\n') + 1)) != text.npos);
  for (const std::string_view line :
       base::split(std::string_view(text).substr(0, text.size() - 1), '\n')) {
    BOOST_TEST(base::json::parse(line).has_value());
  }
}

BOOST_AUTO_TEST_CASE(one_conversation_a_customer_or_some_days_are_chosen) {
  const auto second = conversation("create-02");
  now += base::Days(2);
  const auto later = conversation("create-03");
  const auto has = [&](const std::string& text, const auto& which) {
    return text.find("{\"conversation\":\"" + which.text()) != text.npos;
  };
  const std::string one = exported({"--conversation", second.text()});
  BOOST_TEST((has(one, second) && !has(one, id) && !has(one, later)));
  const std::string all = exported({"--customer", customer});
  BOOST_TEST((has(all, second) && has(all, id) && has(all, later)));
  const std::string days =
      exported({"--from", "2026-11-22", "--to", "20261123"});
  BOOST_TEST((has(days, second) && has(days, id) && !has(days, later)));
  run(export_conversations, {"--conversation", "../x"});
  BOOST_TEST(status == kNoInput);
  run(export_conversations, {"--customer", std::string(32, 'e')});
  BOOST_TEST(status == kNoInput);
  run(export_conversations, {"--from", "2026-11-23", "--to", "2026-11-22"});
  BOOST_TEST(status == kUsage);
  run(export_conversations, {"--from", "tomorrow"});
  BOOST_TEST(status == kUsage);
  run(export_conversations, {"--from", "20261122", "--customer", customer});
  BOOST_TEST(status == kUsage);
}

BOOST_AUTO_TEST_CASE(pieces_that_come_in_out_of_order_are_a_sound_list) {
  now += base::Days(2);
  const auto later = conversation("create-03");
  imported(exported({"--conversation", later.text()}));
  imported(exported({"--conversation", id.text()}));
  BOOST_TEST(other.status == 0);
  other.run(verify, {});
  BOOST_TEST(other.status == 0, other.out.str());
  BOOST_TEST((exported_again() == exported()));
}

BOOST_AUTO_TEST_CASE(what_was_taken_away_comes_back_into_its_list) {
  conversation("create-02");
  const std::string text = exported();
  store::remove_conversation(place.paths, id, now + base::Days(1), [] {
    return true;
  }).value();
  BOOST_TEST(customers.conversations(customer).size() == 1u);
  run(import_conversations, {}, text);
  BOOST_TEST(status == 0, err.str());
  BOOST_TEST(customers.conversations(customer).size() == 2u);
  BOOST_TEST((exported() == text));
  run(verify, {});
  BOOST_TEST(status == 0, out.str());
}

BOOST_AUTO_TEST_CASE(a_damaged_list_keeps_what_it_holds) {
  now += base::Days(2);
  const auto later = conversation("create-03");
  imported(exported({"--conversation", later.text()}));
  const base::Path list = other.place.paths.customer(customer);
  const std::string before = "what was a record once\n" + text_of(list);
  write(list, before);
  imported(exported({"--conversation", id.text()}));
  BOOST_TEST(other.status == 0, other.err.str());
  BOOST_TEST(text_of(list).starts_with(before));
  BOOST_TEST(
      store::Customers(other.place.paths).conversations(customer).size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_record_may_have_fields_that_an_export_has_too) {
  say(id, "a:marta", "Good day");
  add(id, {store::Kind::note, "a:marta", "", {{"file", "x"}, {"end", "y"}}});
  imported(exported());
  BOOST_TEST(other.status == 0, other.err.str());
  BOOST_TEST(in_other(log) == text_of(log));
}

BOOST_AUTO_TEST_CASE(a_writer_is_let_to_its_end) {
  const std::string whole = text_of(log);
  write(log, whole.substr(0, whole.size() - 20));
  auto writer = store::LogWriter::open(log);
  BOOST_REQUIRE(writer);
  std::string text;
  std::thread exporting([&] { text = exported(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  write(log, whole);
  writer = std::unexpected(base::Refusal{});
  exporting.join();
  imported(text);
  BOOST_TEST(in_other(log) == whole);
}

BOOST_AUTO_TEST_CASE(what_is_there_already_stays_and_what_differs_is_refused) {
  imported(exported());
  imported(exported());
  BOOST_TEST(other.status == 0);
  BOOST_TEST(other.complained("0 conversations imported, 1 were there"));
  say(id, "a:marta", "Good day");
  const std::string before = in_other(log);
  const auto fresh = conversation("create-02");
  imported(exported());
  BOOST_TEST(other.status == kBadData);
  BOOST_TEST(other.complained(id.text()));
  BOOST_TEST(in_other(log) == before);
  BOOST_TEST(fs::exists(other.place.paths.conversation(fresh)));
}

BOOST_AUTO_TEST_CASE(an_input_that_is_cut_off_leaves_whole_ones_or_nothing) {
  attach(id, "Some words\n", 3);
  const std::string sound = exported();
  const std::size_t end = line_with(sound, "{\"end\":\"2");
  for (std::size_t at = 0; at < end; at += 7) {
    imported(sound.substr(0, at));
    BOOST_TEST(other.status == kBadData);
    BOOST_TEST(other.complained("line "));
    BOOST_TEST(other_is_empty());
  }
  imported(sound.substr(0, sound.rfind('\n', sound.size() - 2) + 1));
  BOOST_TEST(other.status == kBadData);
  BOOST_TEST(in_other(log) == text_of(log));
}

BOOST_AUTO_TEST_CASE(a_changed_byte_anywhere_is_refused) {
  attach(id, "Some words\n", 3);
  const std::string sound = exported();
  const std::size_t end = sound.find('\n', line_with(sound, "{\"end\":\"2"));
  for (std::size_t at = 0; at < end; ++at) {
    std::string text = sound;
    text[at] = text[at] == 'a' ? 'b' : 'a';
    imported(text);
    BOOST_TEST(other.status == kBadData, "byte " << at);
    BOOST_TEST(other_is_empty());
  }
}

BOOST_AUTO_TEST_CASE(a_missing_line_is_refused) {
  attach(id, "Some words\n", 3);
  const std::string sound = exported();
  check_refused(without_line(sound, line_with(sound, "{\"n\":2")),
                "was changed");
  check_refused(without_line(sound, line_with(sound, "{\"base64url\"")),
                "was changed");
  check_refused(without_line(sound, 0), "line 1: is no export");
}

BOOST_AUTO_TEST_CASE(names_that_lead_elsewhere_and_long_lines_are_refused) {
  attach(id, "Some words\n", 3);
  const std::string sound = exported();
  for (const char* name : {"../../x", "3-/etc/passwd", "/etc/passwd", ""}) {
    std::string text = sound;
    const std::size_t at = line_with(sound, "{\"file\"");
    text.replace(at, text.find('\n', at) - at,
                 "{\"file\":\"" + std::string(name) + "\"}");
    check_refused(text, "names no attachment");
  }
  std::string text = sound;
  text.replace(text.find(id.text()), id.text().size(), "../../../etc/passwd");
  check_refused(text, "line 2: names no conversation");
  text = sound;
  text.replace(text.find(customer), customer.size(), "../../../etc/passwd");
  check_refused(text, "line 2: a list's entry is none");
  text = sound;
  text.insert(line_with(sound, "{\"n\":2"), std::string(1'000'000, 'z'));
  check_refused(text, "line 4: the line is too long");
  check_refused("{\"kind\":\"of another program\"}\n", "line 1: is no export");
}

BOOST_AUTO_TEST_CASE(files_are_written_whole_and_read) {
  const base::Path file = folder.path / "export.jsonl";
  run(export_conversations, {"--output", file.string()});
  BOOST_TEST(status == 0, err.str());
  BOOST_TEST((text_of(file) == exported()));
  other.run(import_conversations, {"--input", file.string(), "--json"});
  BOOST_TEST(other.out.str() ==
             "{\"imported\":1,\"same\":0,\"different\":[]}\n");
  run(export_conversations, {"--output", (folder.path / "no/such").string()});
  BOOST_TEST(status == kIoError);
  other.run(import_conversations, {"--input", "/no/such"});
  BOOST_TEST(other.status == kNoInput);
}

BOOST_AUTO_TEST_CASE(whoever_exports_leaves_a_trace) {
  exported({"--conversation", id.text()});
  const std::string told =
      text_of(place.paths.audit(place.clock.now()));
  BOOST_TEST(told.find("\"sensitive_export\"") != told.npos);
  BOOST_TEST(told.find(id.text()) != told.npos);
}

BOOST_AUTO_TEST_CASE(the_journal_names_what_came_in) {
  imported(exported());
  const std::string journal =
      text_of(other.place.paths.journal(other.place.clock.now()));
  BOOST_TEST(journal == id.text() + "\n");
}

BOOST_AUTO_TEST_CASE(of_imports_at_once_none_refuses_what_another_took_in) {
  for (int n = 10; n < 50; ++n) conversation("create-" + std::to_string(n));
  const std::string text = exported();
  std::vector<pid_t> children(3);
  for (pid_t& child : children) {
    child = ::fork();
    if (child != 0) continue;
    imported(text);
    ::_exit(other.status);
  }
  for (const pid_t child : children) {
    int ended = -1;
    ::waitpid(child, &ended, 0);
    BOOST_TEST(ended == 0);
  }
  BOOST_TEST(exported_again() == text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl

#define BOOST_TEST_DYN_LINK
#include "index/catch_up.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "desk/conversation.h"
#include "index_shop.h"
#include "store/removal.h"

namespace support::index {
namespace {

using store::ConversationId;
using store::Kind;
using test::kAna;
using test::kBen;

struct CaughtUpShop : test::Shop {
  // What a new index of the same files says.
  std::map<std::string, Row> rows_made_anew() {
    test::Folder other;
    const store::Paths elsewhere(paths.data(), other.path / "cache",
                                 other.path / "run");
    CatchUp with(elsewhere, files);
    catch_up(with, now);
    return rows_in(elsewhere);
  }
  std::map<std::string, Row> rows_in(const store::Paths& where) {
    Listing listing(where);
    std::map<std::string, Row> rows;
    for (const ConversationId& id : files.list())
      if (auto row = listing.row(id.text())) rows[id.text()] = *row;
    return rows;
  }
  std::map<std::string, Row> rows() { return rows_in(paths); }

  bool is_in_the_index_s_files(const std::string& words) {
    for (const auto& file : std::filesystem::directory_iterator(
             paths.index().parent_path())) {
      const auto bytes = base::read_file(file.path(), 1 << 26);
      if (bytes && bytes->find(words) != bytes->npos) return true;
    }
    return false;
  }
  void append_bytes(const ConversationId& id, std::string_view bytes) {
    std::ofstream(paths.conversation(id), std::ios::app) << bytes;
  }
  std::string bytes_of(const ConversationId& id) {
    return *base::read_file(paths.conversation(id), 1 << 24);
  }
  void replace_bytes(const ConversationId& id, std::string_view bytes) {
    std::ofstream(paths.conversation(id), std::ios::trunc) << bytes;
  }
};

BOOST_FIXTURE_TEST_SUITE(index_catch_up, CaughtUpShop)

BOOST_AUTO_TEST_CASE(a_customers_question_makes_an_open_row_that_waits) {
  const auto id = opens(kAna, "Ana", true);
  const base::Time opened = now;
  says(id, kAna, "Hello,\nmy order");
  const base::Time asked = now;
  says(id, kAna, "has not arrived");
  catch_up();
  const Row found = row(id);
  BOOST_TEST(found.customer == kAna.substr(2));
  BOOST_TEST(found.name == "Ana");
  BOOST_TEST(found.email == "Ana@example.org");
  BOOST_TEST(found.verified);
  BOOST_TEST(found.status == "open");
  BOOST_TEST((found.started == opened));
  BOOST_TEST((found.last == now));
  BOOST_TEST(found.last_by == "customer");
  BOOST_TEST(found.preview == "has not arrived");
  BOOST_TEST(found.awaiting);
  BOOST_TEST((found.waiting_since == asked));
  BOOST_TEST(found.unread == 2);
  BOOST_TEST(found.messages == 2);
}

BOOST_AUTO_TEST_CASE(an_answer_ends_the_waiting_and_counts_as_having_read) {
  const auto id = asks(kAna, "Ana", "Hello?");
  says(id, "a:marta", "Good day");
  catch_up();
  BOOST_TEST(row(id).status == "pending");
  BOOST_TEST(!row(id).awaiting);
  BOOST_TEST(row(id).unread == 0);
  BOOST_TEST(row(id).last_by == "agent");
}

BOOST_AUTO_TEST_CASE(an_automatic_message_is_no_answer) {
  const auto id = asks(kAna, "Ana", "Hello?");
  says(id, "s:hours", "We are closed");
  catch_up();
  BOOST_TEST(row(id).status == "open");
  BOOST_TEST(row(id).awaiting);
  BOOST_TEST(row(id).last_by == "system");
  BOOST_TEST(row(id).preview == "We are closed");
}

BOOST_AUTO_TEST_CASE(a_note_changes_nothing_that_a_list_shows) {
  const auto id = asks(kAna, "Ana", "Hello?");
  catch_up();
  const Row before = row(id);
  adds(id, Kind::note, "a:marta", {{"text", "a difficult one"}});
  catch_up();
  BOOST_TEST((row(id) == before));
}

BOOST_AUTO_TEST_CASE(a_close_ends_the_waiting_and_a_question_reopens) {
  const auto id = asks(kAna, "Ana", "Hello?");
  becomes(id, "closed");
  const base::Time closed = now;
  catch_up();
  BOOST_TEST(row(id).status == "closed");
  BOOST_TEST(!row(id).awaiting);
  BOOST_TEST((row(id).closed == closed));
  adds(id, Kind::file, kAna, {{"name", "invoice.pdf"}});
  catch_up();
  BOOST_TEST(row(id).status == "open");
  BOOST_TEST(row(id).awaiting);
  BOOST_TEST((row(id).waiting_since == now));
  BOOST_TEST(row(id).preview == "invoice.pdf");
}

BOOST_AUTO_TEST_CASE(seen_up_to_the_middle_leaves_the_rest_unread) {
  const auto id = asks(kAna, "Ana", "one");
  const std::uint64_t two = says(id, kAna, "two");
  says(id, kAna, "three");
  catch_up();
  BOOST_TEST(row(id).unread == 3);
  adds(id, Kind::seen, "a:marta", {{"upto", two}});
  catch_up();
  BOOST_TEST(row(id).unread == 1);
  adds(id, Kind::seen, kAna, {{"upto", two + 1}});
  catch_up();
  BOOST_TEST(row(id).unread == 1);
  adds(id, Kind::seen, "a:marta", {{"upto", two + 1}});
  catch_up();
  BOOST_TEST(row(id).unread == 0);
}

BOOST_AUTO_TEST_CASE(a_guest_who_signs_in_takes_the_row_along) {
  const auto id = asks(kAna, "", "Hello?");
  adds(id, Kind::open, kBen,
       {{"name", "Ben"}, {"email", "ben@example.org"}, {"verified", true}});
  catch_up();
  BOOST_TEST(row(id).customer == kBen.substr(2));
  BOOST_TEST(row(id).name == "Ben");
  BOOST_TEST(row(id).verified);
  BOOST_TEST(row(id).awaiting);
}

BOOST_AUTO_TEST_CASE(tags_and_assignee_follow_the_records) {
  const auto id = asks(kAna, "Ana", "Hello?");
  adds(id, Kind::tag, "a:marta", {{"add", "refund"}});
  adds(id, Kind::tag, "a:marta", {{"add", "damaged"}});
  adds(id, Kind::tag, "a:marta", {{"remove", "refund"}});
  goes_to(id, "jonas");
  catch_up();
  BOOST_TEST((row(id).tags == std::vector<std::string>{"damaged"}));
  BOOST_TEST(row(id).assignee == "jonas");
}

BOOST_AUTO_TEST_CASE(a_message_taken_out_is_as_though_never_written) {
  const auto id = asks(kAna, "Ana", "Good day");
  says(id, "a:marta", "Hello");
  catch_up();
  Row before = row(id);
  const std::uint64_t secret = says(id, kAna, "my card is 4000 0000");
  catch_up();
  BOOST_TEST(row(id).preview == "my card is 4000 0000");
  adds(id, Kind::redact, "a:marta", {{"ref", secret}});
  catch_up();
  BOOST_TEST((row(id) == before));
  // The next one is read from where this stood, and counts as any other.
  says(id, kAna, "never mind");
  catch_up();
  BOOST_TEST(row(id).unread == 1);
  BOOST_TEST((rows() == rows_made_anew()));
}

BOOST_AUTO_TEST_CASE(redact_records_are_told_until_somebody_has_seen_to_them) {
  const auto id = asks(kAna, "Ana", "Good day");
  asks(kBen, "Ben", "Good day");
  {
    CatchUp with(paths, files);
    catch_up(with, now);
    BOOST_TEST(with.redacted().empty());
    adds(id, Kind::redact, "s:ctl", {{"ref", 2}});
    catch_up(with, now);
    BOOST_REQUIRE(with.redacted().size() == 1u);
    BOOST_CHECK(with.redacted().front() == id);
  }
  CatchUp again(paths, files);  // the first one was killed
  catch_up(again, now);
  BOOST_REQUIRE(again.redacted().size() == 1u);
  again.finished(again.redacted());
  BOOST_TEST(again.redacted().empty());
  catch_up(again, now);
  BOOST_TEST(CatchUp(paths, files).redacted().empty());
}

BOOST_AUTO_TEST_CASE(what_is_taken_out_is_not_in_the_index_s_files) {
  const auto id = asks(kAna, "Ana", "Good day");
  const std::uint64_t secret = says(id, kAna, "my card is mauve");
  CatchUp with(paths, files);
  catch_up(with, now);
  says(id, kAna, "never mind");
  adds(id, Kind::redact, "s:ctl", {{"ref", secret}});
  catch_up(with, now);
  with.finished(with.redacted());
  BOOST_TEST(!is_in_the_index_s_files("my card is"));
}

BOOST_AUTO_TEST_CASE(a_conversation_that_is_gone_is_not_in_the_index_s_files) {
  asks(kBen, "Ben", "Good day");
  const auto id = asks(kAna, "Ana", "my card is mauve");
  CatchUp with(paths, files);
  catch_up(with, now);
  says(id, kAna, "my card is green");
  catch_up(with, now);
  BOOST_TEST(is_in_the_index_s_files("my card is"));
  store::remove_conversation(paths, id, now, [] { return true; }).value();
  catch_up(with, now);
  BOOST_TEST(!is_in_the_index_s_files("my card is"));
}

BOOST_AUTO_TEST_CASE(nothing_of_an_erased_person_stays) {
  const auto id = asks(kAna, "Ana", "Hello?");
  catch_up();
  adds(id, Kind::erased, "a:marta", {});
  catch_up();
  BOOST_TEST(row(id).name == "");
  BOOST_TEST(row(id).preview == "");
  BOOST_TEST(Listing(paths).page({}, Order::newest, {9, 0, {}, {}}).total == 0);
}

BOOST_AUTO_TEST_CASE(a_round_without_news_reads_nothing) {
  asks(kAna, "Ana", "Hello?");
  CatchUp with(paths, files);
  BOOST_TEST(catch_up(with, now).records == 2);
  catch_up(with, now);  // the journal's last day once more, after the sweep
  const Caught idle = with.run(now, 200);
  BOOST_TEST(idle.records == 0);
  BOOST_TEST(idle.conversations == 0);
  BOOST_TEST(!idle.swept);
}

BOOST_AUTO_TEST_CASE(only_what_is_new_is_read) {
  const auto id = asks(kAna, "Ana", "one");
  CatchUp with(paths, files);
  catch_up(with, now);
  says(id, kAna, "two");
  BOOST_TEST(catch_up(with, now).records == 1);
}

BOOST_AUTO_TEST_CASE(a_budget_of_nothing_leaves_all_for_later_rounds) {
  for (int i = 0; i < 20; ++i) asks(kAna, "Ana", "Hello?");
  CatchUp with(paths, files);
  BOOST_TEST(with.run(now, 0).has_more);
  BOOST_TEST(!Listing(paths).ready());
  catch_up(with, now);
  BOOST_TEST(Listing(paths).page({}, Order::newest, {1, 0, {}, {}}).total == 20);
}

BOOST_AUTO_TEST_CASE(a_new_index_has_no_name_until_all_is_read) {
  asks(kAna, "Ana", "Hello?");
  CatchUp with(paths, files);
  BOOST_TEST(!std::filesystem::exists(paths.index()));
  BOOST_TEST(std::filesystem::exists(paths.index().string() + ".new"));
  catch_up(with, now);
  BOOST_TEST(std::filesystem::exists(paths.index()));
  BOOST_TEST(!std::filesystem::exists(paths.index().string() + ".new"));
}

BOOST_AUTO_TEST_CASE(an_index_removed_under_the_housekeeper_is_made_anew) {
  const auto id = asks(kAna, "Ana", "Hello?");
  CatchUp with(paths, files);
  catch_up(with, now);
  const auto before = rows();
  std::filesystem::remove_all(paths.index().parent_path());
  BOOST_TEST(!Listing(paths).ready());
  BOOST_TEST(catch_up(with, now).swept);
  BOOST_TEST((rows() == before));
  says(id, kAna, "still there?");
  catch_up(with, now);
  BOOST_TEST(row(id).preview == "still there?");
}

BOOST_AUTO_TEST_CASE(an_old_copy_in_its_place_does_not_meet_the_newer_log) {
  const auto id = asks(kAna, "Ana", "Hello?");
  CatchUp with(paths, files);
  catch_up(with, now);
  const auto copy = paths.index().parent_path() / "copy";
  std::filesystem::copy_file(paths.index(), copy);
  says(id, kAna, "still there?");
  asks(kBen, "Ben", "Good day");
  catch_up(with, now);
  const auto before = rows();
  std::filesystem::rename(copy, paths.index());
  BOOST_TEST(catch_up(with, now).swept);
  BOOST_TEST((rows() == before));
}

// Its lists are right, and yet a search would not find everything.
BOOST_AUTO_TEST_CASE(an_index_that_another_wrote_to_is_not_believed) {
  asks(kAna, "Ana", "Where is my parcel?");
  CatchUp with(paths, files);
  catch_up(with, now);
  {
    Database another = Database::for_writing(paths.index());
    another.run("INSERT INTO words(words) VALUES('delete-all')");
    another.fold_in_log();
  }
  BOOST_TEST(catch_up(with, now).swept);
  Filter filter;
  filter.words = "parcel";
  BOOST_TEST(Listing(paths).page(filter, Order::newest, {}).rows.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_index_full_of_rubbish_is_made_anew) {
  asks(kAna, "Ana", "Hello?");
  catch_up();
  const auto before = rows();
  std::ofstream(paths.index(), std::ios::trunc) << std::string(20000, 'x');
  BOOST_TEST(catch_up().swept);
  BOOST_TEST((rows() == before));
}

BOOST_AUTO_TEST_CASE(a_table_that_vanished_ends_in_a_new_index) {
  const auto id = asks(kAna, "Ana", "Hello?");
  CatchUp with(paths, files);
  catch_up(with, now);
  Database::for_writing(paths.index()).run("DROP TABLE tallies");
  says(id, kAna, "Hello again");
  BOOST_CHECK_EXCEPTION(with.run(now, 200), IndexError,
                        [](const IndexError& e) { return e.is_damaged(); });
  catch_up(with, now);
  BOOST_TEST(row(id).preview == "Hello again");
  BOOST_TEST(Listing(paths).counts("", now).open == 1);
}

BOOST_AUTO_TEST_CASE(a_lost_journal_is_made_up_for_by_a_sweep) {
  const auto id = asks(kAna, "Ana", "Hello?");
  CatchUp with(paths, files);
  catch_up(with, now);
  catch_up(with, now);  // stands at the journal's end now
  says(id, kAna, "Are you there?");
  std::filesystem::remove(paths.journal(now));
  BOOST_TEST(catch_up(with, now).swept);
  BOOST_TEST(row(id).preview == "Are you there?");
}

BOOST_AUTO_TEST_CASE(every_six_hours_a_sweep_finds_what_was_not_named) {
  const auto id = asks(kAna, "Ana", "Hello?");
  CatchUp with(paths, files);
  catch_up(with, now);
  const auto copied = bytes_of(id);
  says(id, kAna, "later");
  const auto grown = bytes_of(id);
  catch_up(with, now);
  replace_bytes(id, copied);  // an older backup is put in place by hand
  BOOST_TEST(!catch_up(with, now + std::chrono::hours(5)).swept);
  BOOST_TEST(row(id).preview == "later");
  BOOST_TEST(catch_up(with, now + std::chrono::hours(7)).swept);
  BOOST_TEST(row(id).preview == "Hello?");
  BOOST_TEST(row(id).messages == 1);
}

BOOST_AUTO_TEST_CASE(a_restored_conversation_is_read_from_its_beginning) {
  const auto id = asks(kAna, "Ana", "one");
  const auto old = bytes_of(id);
  says(id, kAna, "two");
  CatchUp with(paths, files);
  catch_up(with, now);
  replace_bytes(id, old);
  says(id, kAna, "another two, and a longer one");
  catch_up(with, now);
  BOOST_TEST(row(id).messages == 2);
  BOOST_TEST(row(id).preview == "another two, and a longer one");
  BOOST_TEST((rows() == rows_made_anew()));
}

BOOST_AUTO_TEST_CASE(a_conversation_gone_from_disk_leaves_the_lists) {
  const auto id = asks(kAna, "Ana", "one");
  asks(kBen, "Ben", "two");
  CatchUp with(paths, files);
  catch_up(with, now);
  std::filesystem::remove(paths.conversation(id));
  catch_up(with, now + std::chrono::hours(7));
  BOOST_TEST(!Listing(paths).row(id.text()));
  BOOST_TEST(Listing(paths).counts("", now).open == 1);
}

BOOST_AUTO_TEST_CASE(one_who_is_named_before_the_file_is_there_is_waited_for) {
  CatchUp with(paths, files);
  catch_up(with, now);
  const auto id = ConversationId::make(now);
  files.journal().tell(now, id);
  with.run(now, 200);
  with.run(now, 200);
  // Written without a further word in the journal.
  const auto other = asks(kAna, "Ana", "Hello?");
  std::filesystem::remove(paths.journal(now));
  std::filesystem::rename(paths.conversation(other), paths.conversation(id));
  catch_up(with, now);
  BOOST_TEST(row(id).preview == "Hello?");
}

BOOST_AUTO_TEST_CASE(a_line_in_the_making_is_read_when_it_is_whole) {
  const auto id = asks(kAna, "Ana", "one");
  says(id, kAna, "two");
  const std::string whole = bytes_of(id);
  const auto cut = whole.size() - 20;
  replace_bytes(id, whole.substr(0, cut));
  CatchUp with(paths, files);
  catch_up(with, now);
  BOOST_TEST(row(id).preview == "one");
  append_bytes(id, whole.substr(cut));
  with.run(now, 200);  // nobody named it again
  BOOST_TEST(row(id).preview == "two");
}

BOOST_AUTO_TEST_CASE(a_locked_conversation_keeps_no_other_waiting) {
  const auto id = asks(kAna, "Ana", "one");
  CatchUp with(paths, files);
  catch_up(with, now);
  says(id, kAna, "two");
  const auto other = asks(kBen, "Ben", "hello");
  {
    const auto writer = store::LogWriter::open(paths.conversation(id));
    BOOST_REQUIRE(writer);
    with.run(now, 200);
    BOOST_TEST(row(id).preview == "one");
    BOOST_TEST(row(other).preview == "hello");
  }
  with.run(now, 200);
  BOOST_TEST(row(id).preview == "two");
}

BOOST_AUTO_TEST_CASE(an_unreadable_conversation_is_told_and_passed_over) {
  const auto broken = asks(kAna, "Ana", "one");
  const auto sound = asks(kBen, "Ben", "two");
  std::filesystem::remove(paths.conversation(broken));
  std::filesystem::create_directory(paths.conversation(broken));
  BOOST_TEST(catch_up().trouble.has_value());
  BOOST_TEST(row(sound).preview == "two");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_asked_for_until_it_can) {
  CatchUp with(paths, files);
  catch_up(with, now);
  const auto id = asks(kAna, "Ana", "one");
  const base::Path away = paths.data() / "away";
  std::filesystem::rename(paths.conversation(id), away);
  std::filesystem::create_directory(paths.conversation(id));
  BOOST_TEST(with.run(now, 200).trouble.has_value());
  // Longer than a file that does not come is waited for.
  BOOST_TEST(
      with.run(now + std::chrono::minutes(5), 200).trouble.has_value());
  std::filesystem::remove(paths.conversation(id));
  std::filesystem::rename(away, paths.conversation(id));
  with.run(now + std::chrono::minutes(6), 200);
  BOOST_TEST(row(id).preview == "one");
}

BOOST_AUTO_TEST_CASE(the_row_is_what_desk_makes_of_the_same_records) {
  std::mt19937 dice(20261122);
  const auto pick = [&](unsigned below) { return dice() % below; };
  const std::string speakers[] = {kAna, "a:marta", "a:jonas", "s:hours"};
  const std::string statuses[] = {"open", "pending", "closed"};
  CatchUp with(paths, files);
  std::vector<ConversationId> ids;
  for (int i = 0; i < 8; ++i) ids.push_back(asks(kAna, "Ana", "Hello"));
  for (int i = 0; i < 600; ++i) {
    const ConversationId& id = ids[pick(8)];
    const std::string by = speakers[pick(4)];
    switch (pick(7)) {
      case 0:
      case 1: says(id, by, "text " + std::to_string(i)); break;
      case 2: adds(id, Kind::file, by, {{"name", "a.png"}}); break;
      case 3: becomes(id, statuses[pick(3)]); break;
      case 4: goes_to(id, pick(2) ? "jonas" : ""); break;
      case 5: adds(id, Kind::seen, by, {{"upto", int(pick(60))}}); break;
      case 6:
        adds(id, Kind::tag, by, {{pick(2) ? "add" : "remove", "refund"}});
        break;
    }
    if (pick(5) == 0) catch_up(with, now);
  }
  catch_up(with, now);
  for (const ConversationId& id : ids) {
    const auto entries = files.all(id)->entries;
    const desk::State state = desk::fold_all(entries);
    const Row found = row(id);
    std::int64_t unread = 0;
    for (const store::Entry& entry : entries) {
      const Kind kind = entry.record.kind;
      unread += entry.record.by == kAna && entry.record.n > state.staff_seen &&
                (kind == Kind::message || kind == Kind::file);
    }
    BOOST_TEST(found.status == desk::name_of(state.status));
    BOOST_TEST(found.assignee == state.assignee);
    BOOST_TEST(found.awaiting == state.awaiting);
    if (state.awaiting)
      BOOST_TEST((found.waiting_since == state.waiting_since));
    BOOST_TEST((found.last == state.last));
    BOOST_TEST((found.tags == state.tags));
    BOOST_TEST(found.messages == static_cast<std::int64_t>(state.said));
    BOOST_TEST(found.unread == unread);
  }
}

// A child that catches up, and one that writes; the first is killed again and
// again, at a moment of chance.
struct Killing : CaughtUpShop {
  static constexpr int kKills = 120;

  template <class Work>
  static pid_t child(Work work) {
    const pid_t pid = ::fork();
    BOOST_REQUIRE(pid >= 0);
    if (pid != 0) return pid;
    try {
      work();
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  static void end(pid_t pid) {
    ::kill(pid, SIGKILL);
    int status = 0;
    ::waitpid(pid, &status, 0);
    BOOST_TEST(WIFSIGNALED(status));  // it had not failed by itself
  }

  // As the store does, but for the syncing, which would be too slow for the
  // kills to meet much.
  void put(const ConversationId& id, std::uint64_t n, Kind kind,
           const std::string& by) {
    store::Record record;
    record.n = n;
    record.t = now;
    record.kind = kind;
    record.by = by;
    record.more = {{"text", std::string(100, 'm')}};
    const auto lock = store::LogWriter::open(paths.conversation(id));
    files.journal().tell(now, id);
    append_bytes(id, store::encode(record) + "\n");
  }
  // No conversation is touched again when it has three messages, so what is
  // missed once stays missing.
  void write_for_ever() {
    for (;;) {
      const auto id = ConversationId::make(now);
      put(id, 1, Kind::open, kAna);
      put(id, 2, Kind::message, kAna);
      put(id, 3, Kind::message, "a:marta");
      put(id, 4, Kind::message, kAna);
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
  }
  void catch_up_for_ever() {
    for (CatchUp with(paths, files);;) with.run(now, 4);
  }
};

BOOST_FIXTURE_TEST_CASE(killed_at_any_point_nothing_doubles_or_is_lost,
                        Killing) {
  asks(kAna, "Ana", "Hello");  // makes the day's folder
  std::mt19937 dice(7);
  pid_t writer = child([this] { write_for_ever(); });
  for (int kill = 0; kill < kKills; ++kill) {
    // The first half hits the making of a new index as well.
    if (kill < kKills / 2 && kill % 6 == 0) remove_database(paths.index());
    if (kill == kKills / 2) {
      end(writer);
      catch_up();
      writer = child([this] { write_for_ever(); });
    }
    const pid_t reader = child([this] { catch_up_for_ever(); });
    std::this_thread::sleep_for(std::chrono::microseconds(dice() % 25000));
    end(reader);
  }
  end(writer);

  CatchUp with(paths, files);
  BOOST_TEST(!catch_up(with, now).swept);  // a sweep would hide what is lost
  std::int64_t said = 0;
  for (const ConversationId& id : files.list()) {
    const auto batch = files.all(id);
    if (!batch) continue;  // the writer's end came before its first record
    for (const store::Entry& entry : batch->entries)
      said += entry.record.kind == Kind::message;
  }
  std::int64_t listed = 0;
  const auto found = rows();
  for (const auto& [id, row] : found) listed += row.messages;
  BOOST_TEST_MESSAGE(kKills << " kills, " << said << " messages");
  BOOST_TEST(said > kKills);
  BOOST_TEST(listed == said);
  BOOST_TEST((found == rows_made_anew()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::index

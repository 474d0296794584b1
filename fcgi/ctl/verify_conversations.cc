// conversations/: each is read once, as it stood when nobody was writing to
// it, and held against its attachments, its customer's list and the index.
#include <algorithm>

#include "ctl/verify.h"
#include "ctl/verify_files.h"
#include "ctl/verify_log.h"
#include "desk/conversation.h"
#include "store/folder.h"
#include "store/redacted.h"

namespace support::ctl {
namespace {

constexpr int kTries = 3;

// What one conversation's records say that other files must bear out.
class Told {
 public:
  Told(const Verification& run, const store::ConversationId& id)
      : run_(run),
        id_(id),
        log_(run.paths.conversation(id)),
        row_(run.index ? run.index->find(id) : std::nullopt) {}

  void check() {
    const auto damaged = run_.report.how_many(Weight::damage);
    verify_log(run_.report, log_, run_.past_cache,
               [&](const Line& line) { see(line); });
    if (records_ == 0) {
      if (run_.report.how_many(Weight::damage) == damaged) say_empty();
      return;
    }
    run_.report.count("conversations");
    run_.report.count("records", records_);
    check_index();
    check_redactions();
    check_attachments(run_, id_, files_, redacted_);
    if (!begins_with_open_) {
      run_.report.damage(log_, first_line_, "does not begin with open");
    } else {
      check_name();
      check_customer();
    }
  }

 private:
  // What was read of it, or attached to it, came after its first record.
  void say_empty() {
    const bool was_whole =
        row_ || !store::names_in(paths().files_of(id_)).empty();
    if (was_whole) {
      run_.report.damage(log_, 0,
                         row_ ? "holds no record, and the index has read some"
                              : "holds no record, and files belong to it");
    } else {
      run_.report.note(log_, 0, "holds no record: its making was broken off");
    }
  }

  void check_name() {
    if (name_.empty() || name_ == id_.text()) return;
    run_.report.damage(log_, first_line_,
                       "is the file of another conversation");
  }

  void see(const Line& line) {
    const store::Record& record = line.record;
    if (++records_ == 1) {
      begins_with_open_ = record.kind == store::Kind::open;
      first_line_ = line.number;
      name_ = record.field("conversation");
      began_ = record.t;
    }
    if (row_ && line.end == row_->cursor.offset) {
      is_read_so_ = line.crc == row_->cursor.crc;
    }
    end_ = line.end;
    if (store::can_be_taken_out(record.kind) &&
        record.kind != store::Kind::voided) {
      can_go_.insert(record.n);
    }
    switch (record.kind) {
      case store::Kind::open:
        customer_ = desk::customer_of(record.by);
        break;
      case store::Kind::file:
        files_.push_back({line.number, record.n, record.t,
                          store::file_in(record)});
        break;
      case store::Kind::redact:
        redacted_.insert(static_cast<std::uint64_t>(record.number("ref")));
        break;
      default:
        break;
    }
    note_login(line);
  }

  void note_login(const Line& line) {
    const std::string& by = line.record.by;
    if (!by.starts_with("a:")) return;
    const Trace trace{log_, line.number, line.record.t};
    const auto [known, is_new] =
        run_.suspects.logins.try_emplace(by.substr(2), trace);
    if (!is_new && trace.t < known->second.t) known->second = trace;
  }

  // Where nobody reads on, the index is what remembers how long a file was.
  void check_index() {
    if (!run_.index) return;
    if (!row_) {
      ++run_.suspects.rows_missing;
    } else if (end_ < row_->cursor.offset) {
      run_.report.damage(log_, 0,
                         "is shorter than what the index has read of it: its "
                         "last records are lost, or an older copy was put "
                         "back");
    } else if (!is_read_so_) {
      run_.report.note(paths().index(), 0,
                       "has read other bytes of " + id_.text(),
                       Advice::repair);
    } else if (end_ > row_->cursor.offset) {
      ++run_.suspects.rows_behind;
    }
  }

  void check_redactions() {
    for (const std::uint64_t n : redacted_) {
      if (!can_go_.contains(n)) continue;
      run_.report.note(log_, 0,
                       "record " + std::to_string(n) +
                           " was taken out, and its bytes are still there",
                       Advice::repair);
    }
  }

  void check_customer() {
    if (!store::is_customer_key(customer_)) {
      run_.report.damage(log_, first_line_, "names no customer");
      return;
    }
    if (run_.lists.of(customer_).gone.contains(id_.text())) {
      run_.report.note(log_, 0,
                       "was to be taken away, and is still here: erase it "
                       "again",
                       Advice::look);
    }
    if (run_.lists.of(customer_).conversations.contains(id_.text())) return;
    run_.lists.forget(customer_);
    if (run_.lists.of(customer_).conversations.contains(id_.text())) return;
    run_.lost(log_, first_line_,
              "is missing in its customer's list, " +
                  paths().customer(customer_).string(),
              began_, Advice::repair);
  }

  const store::Paths& paths() const { return run_.paths; }

  const Verification& run_;
  const store::ConversationId& id_;
  const base::Path log_;
  const std::optional<index::ReadTo> row_;
  std::uint64_t records_ = 0;
  std::uint64_t first_line_ = 0;
  std::string name_;  // by its first record
  bool begins_with_open_ = false;
  bool is_read_so_ = false;
  store::Offset end_ = 0;
  base::Time began_{};
  std::string customer_;
  std::vector<Attached> files_;
  std::set<std::uint64_t> redacted_;
  std::set<std::uint64_t> can_go_;  // numbers that a redact record may name
};

// Somebody may write, erase or remove while it is read: what is found counts
// only of a file that stayed as it was.
void check_conversation(const Verification& run,
                        const store::ConversationId& id) {
  const base::Path log = run.paths.conversation(id);
  for (int tries = 1;; ++tries) {
    const auto stamp = base::stamp_of(log);
    if (!stamp) return;
    Report found;
    const Verification mine = run.into(found);
    Told(mine, id).check();
    if (found.findings().empty() || stamp == base::stamp_of(log) ||
        tries == kTries) {
      return run.report.add(std::move(found));
    }
  }
}

}  // namespace

void verify_conversations(const Verification& run) {
  std::uint64_t number = 0;
  store::each_file_below(run.paths.conversations(), [&](const base::Path& log) {
    run.progress.at("reading conversations", ++number);
    const auto id = store::ConversationId::parse(log.stem().string());
    if (id && run.paths.conversation(*id) == log) {
      check_conversation(run, *id);
    } else if (!is_passing(log, run.now)) {
      run.report.damage(log, 0, "is no conversation, or not where it belongs",
                        Advice::look);
    }
  });
}

}  // namespace support::ctl

// Brings the index up to the files: reads what the journal names, from where
// it stood in each conversation, inside one transaction.  Killed at any
// point, it goes on from the last commit; nothing doubles, nothing is lost.
//
// A new index is made beside (index.db.new) and gets its name when everything
// has been read once and all words are taken in, so that nobody sees a list
// with holes.
//
// Nobody else writes the index.  One that changed between two rounds (put back
// from a copy, overwritten) is not believed, however sound it looks: SQLite
// has no checksums, and a copy of a file in use is half of two states.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "index/contents.h"
#include "index/database.h"
#include "index/lag.h"
#include "index/rows.h"
#include "store/conversations.h"
#include "store/paths.h"

namespace support::index {

struct Caught {
  std::uint64_t records = 0;
  std::uint64_t damaged = 0;        // lines that were passed over
  std::uint64_t conversations = 0;  // whose rows were written
  bool swept = false;      // a sweep came to its end in this round
  bool has_more = false;   // the budget ended first
  // Of the first conversation that could not be read.  It is tried again for
  // a minute and at each sweep; the others were read all the same.
  std::optional<base::IoError> trouble;
};

class CatchUp {
 public:
  // Opens the index, or begins a new one when there is none that is sound;
  // `anew`: in any case, and beside it, so that the old one serves until
  // take_over().  Throws IndexError, base::IoError.
  CatchUp(const store::Paths& paths, const store::Conversations& files,
          bool anew = false);

  // One round, at most `budget_ms` long, five times that while a new index is
  // made (a conversation once begun is read to its end); what is left comes
  // with the next one.  Sweeps (size of every file against what was read)
  // when the index is new, the machine was rebooted, the journal was missing,
  // or 6 hours have passed.  A conversation whose bytes before the stored
  // offset changed is read anew; one that is gone from disk is dropped.
  // With nothing to do this is a look at the journal and at the index's name.
  // Throws IndexError, base::IoError; then nothing of the round counts, and
  // the next one begins anew if the index was damaged, changed or removed.
  Caught run(base::Time now, int budget_ms);

  // Conversations in which a redact record was read: the caller sees to it
  // that what it names is overwritten, and says so.  Not forgotten before,
  // whoever is killed.  Throw as run() does.
  const std::vector<store::ConversationId>& redacted() const {
    return redacted_;
  }
  void finished(const std::vector<store::ConversationId>& ids);

  // Of the new index that is being made: how many conversations there are to
  // be looked at, and how many of them have been.
  struct Progress {
    std::uint64_t all = 0;
    std::uint64_t done = 0;
  };
  Progress progress() const { return {swept_of_, swept_of_ - sweep_.size()}; }
  // True once what was begun anew has everything that was there when it was
  // begun.
  bool is_ready() const { return anew_ && is_ready_; }
  std::uint64_t messages();  // in it
  // Gives it the index's name.  Nobody in this process may have the old one
  // open for writing: SQLite would take the new one's log away with it.
  void take_over();

  // As of the last round; nothing after trouble, until a round went well.
  // Throws IndexError.
  std::optional<Lag> lag(base::Time now);

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  void open();
  void close();
  void close_after_trouble();
  base::Path at_work() const;  // the new one while there is one
  void publish();

  Caught round(base::Time now, Deadline deadline);
  bool sweep_is_due(base::Time now) const;
  void begin_sweep(base::Time now);
  void read_named(base::Time now, Deadline deadline, Caught& caught);
  void read_swept(base::Time now, Deadline deadline, Caught& caught);
  void keep_place(base::Time now, Caught& caught);
  void wipe_log();

  bool is_behind(const store::ConversationId& id);
  enum class Outcome { all, not_all_there, failed };
  Outcome try_to_read(const store::ConversationId& id, Caught& caught);
  bool read(const store::ConversationId& id, Caught& caught);
  void take(Fold& fold, const store::Record& record,
            const store::ConversationId& id, Caught& caught);
  bool bring_up(Fold& fold, const store::ConversationId& id, Caught& caught);
  void read_whole(Fold& fold, const store::ConversationId& id,
                  Caught& caught);

  store::Paths paths_;
  const store::Conversations& files_;
  std::optional<Database> database_;
  std::optional<Rows> rows_;
  std::optional<Contents> contents_;
  bool is_building_ = false;
  bool anew_ = false;
  bool is_ready_ = false;
  std::optional<Mark> left_;  // of the index, since we last wrote

  // What stands in the tables, as of the last commit.
  store::Journal::Position position_;
  std::string swept_boot_;  // the boot in which the last sweep ended
  base::Time last_sweep_{};
  bool has_todo_ = true;
  // The log may hold words of what was dropped.
  bool log_remembers_ = true;
  std::vector<store::ConversationId> redacted_;

  // Sweeping: what is left to look at, the newest last.  Lost when killed;
  // then the sweep begins again.
  bool is_sweeping_ = false;
  std::vector<store::ConversationId> sweep_;
  std::uint64_t swept_of_ = 0;  // so many were in it
};

}  // namespace support::index

// "Conversation X is about to grow": one line a growth, a file a day, so that
// the index knows where to look.  Written before the append and not synced:
// a line too many costs a look, a line too few would cost a message in the
// lists until the next sweep.  After a reboot the index sweeps anyway.
#pragma once

#include <string>
#include <vector>

#include "store/log.h"
#include "store/paths.h"

namespace support::store {

class Journal {
 public:
  explicit Journal(Paths paths) : paths_(std::move(paths)) {}

  // Throws IoError.
  void tell(base::Time now, const ConversationId& id) const;

  // Where a reader of the journal stands: a day's file and an offset in it.
  struct Position {
    std::string day;  // "20261122"; "" before the first
    Offset offset = 0;
    bool operator==(const Position&) const = default;
  };
  struct News {
    std::vector<ConversationId> grown;  // each once, in order of first naming
    Position position;                  // pass it to the next call
    bool missed = false;  // the file of `from` is gone: sweep
  };
  // All whole lines after `from`, over midnight.
  News since(const Position& from) const;
  // Where a sweep that starts now may go on from afterwards.
  Position end() const;

  // Unlinks files of days before `now` - 14 days.
  void tidy(base::Time now) const;

 private:
  Paths paths_;
};

}  // namespace support::store

// Brings the index up to the files: reads what the journal names, from where
// it stood in each conversation, inside one transaction.  Killed at any
// point, it goes on from the last commit; nothing doubles, nothing is lost.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "index/database.h"
#include "store/conversations.h"

namespace support::index {

struct Caught {
  std::uint64_t records = 0;
  std::uint64_t conversations = 0;
  bool swept = false;
};

class CatchUp {
 public:
  // Opens (or rebuilds) the index; throws IndexError, base::IoError.
  CatchUp(const store::Paths& paths, const store::Conversations& files);

  // One round, at most `budget_ms` long; what is left comes with the next
  // one.  Sweeps (size of every file against what was read) when the index is
  // new, the machine was rebooted, the journal was missing, or 6 hours have
  // passed.  A conversation whose bytes before the stored offset changed is
  // read anew; one that is gone from disk is dropped.
  Caught run(base::Time now, int budget_ms);

 private:
  store::Paths paths_;
  const store::Conversations& files_;
  Database database_;
  base::Time last_sweep_{};
};

}  // namespace support::index

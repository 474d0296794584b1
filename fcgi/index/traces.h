// The housekeeper's side of what statistics count: cycles and replies of each
// conversation.  Inside the caller's transaction.
#pragma once

#include <cstdint>

#include "index/cycle.h"
#include "index/database.h"

namespace support::index {

class Traces {
 public:
  // Must not outlive the database.
  explicit Traces(Database& database);

  // The cycles that may still change.
  Cycles find(std::int64_t conversation);
  void save(std::int64_t conversation, const Cycles& cycles);
  void remove(std::int64_t conversation);

 private:
  void save(std::int64_t conversation, const StoredCycle& cycle);
  void save(std::int64_t conversation, const Reply& reply);

  Statement find_, put_, remove_;
  Statement previous_, put_reply_, remove_replies_;
};

}  // namespace support::index

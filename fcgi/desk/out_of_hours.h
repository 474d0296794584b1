// The automatic reply outside business hours; done by the housekeeper after
// the index caught up.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/clock.h"
#include "desk/desk.h"

namespace support::desk {

// Memory from call to call, so that a file is read once a run.  Losing it
// costs a look, not a second answer.
struct Answered {
  // Conversations that were looked at, and since when they wait.
  std::map<std::string, base::Time> since;
  bool has_more = false;  // some were left to the next call
};

// While they are closed: settings.out_of_hours as a message by "s:hours", once
// a run of unanswered messages, to customers who began to wait outside
// business hours.  No answer of ours, so they go on waiting.  How many got
// one.  Looks at no more than `limit`, not counted those that cannot be read
// or written just now, which hold up nobody else.  Throws IoError, EIO while
// the storage latch is set.
std::size_t answer_out_of_hours(Desk& desk, Answered& answered,
                                std::size_t limit);

}  // namespace support::desk

// From a customer's first word to the close: what the statistics count.  The
// rules are those of statistics.h.  Nobody asks whether a customer was there;
// what they mark as seen, say or rate tells it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/record.h"

namespace support::index {

// A row of the table of cycles.  Times that have not come are base::Time{}.
struct StoredCycle {
  std::int64_t number = 1;
  base::Time started{}, accepted{}, replied{}, closed{};
  base::Time reopened{};  // when the next cycle began
  std::uint64_t first_reply = 0, last_reply = 0;  // numbers of records
  std::string replied_by, last_by;                // logins
  std::string closed_by, rated_agent;
  std::int64_t rating = 0;
  std::string comment;
  bool abandoned = false, dropped = false;

  bool is_changed = true;  // since it was read

  bool is_answered() const { return first_reply > 0; }
  bool is_closed() const { return closed != base::Time{}; }
};

// An agent's message or file.
struct Reply {
  std::uint64_t n = 0;
  base::Time t{};
  std::string agent;
  bool answers = false;      // it ended a run
  base::Time run_started{};  // then
};

// The cycles that may still change: the last two, and those whose customer
// has not come back; and the replies that came in now.
class Cycles {
 public:
  std::vector<StoredCycle> known;  // by number
  std::vector<Reply> replies;

  void customer_said(const store::Record& record);
  // `waiting_since`: of the run that this ends; base::Time{} if there is none.
  void agent_said(const store::Record& record, base::Time waiting_since);
  void was_assigned(const store::Record& record);
  void was_closed(const store::Record& record);
  void was_seen(const store::Record& record, std::uint64_t upto);
  void was_rated(const store::Record& record);

 private:
  StoredCycle* open_one();
};

}  // namespace support::index

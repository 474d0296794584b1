// Every figure of the statistics page, exactly, for any time that is past; the
// definitions are those of reference "statistics", and the page prints them.
//
// A cycle begins with the first customer message (or file) of a conversation,
// or the first one after a close; it ends at the next close.  A human public
// message is an agent's message or file; notes, events and what the system
// says are none.  A run is the customer's messages until a human answers; its
// reply time counts from the first of them.  Times are UTC; whoever asks
// knows the zone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "index/reader.h"
#include "store/paths.h"

namespace support::index {

struct Range {
  base::Time from{}, until{};  // [from, until)
};

// Median and p90 by nearest rank of the sorted values; nothing is cut off.
// The median of an even number is the mean of the two in the middle.
struct Spread {
  std::int64_t n = 0;
  base::Millis median{}, p90{}, mean{};
};

struct Ratings {
  std::int64_t asked = 0;     // closes of cycles with a human reply
  std::int64_t given = 0;     // n
  std::int64_t positive = 0;  // 4 and 5
};

struct Figures {
  // Cycles that began in the range, and the conversations that they are of.
  std::int64_t cycles = 0, conversations = 0;
  std::int64_t reopened = 0;     // of the cycles: those after a close
  Spread first_reply;            // cycle start to first human public message
  std::int64_t not_answered = 0;  // of the cycles, without one until now
  Spread accept;                 // to the first assign to somebody or reply
  Spread reply;        // of runs that began in the range and were answered
  Spread resolution;   // of cycles that were closed: start to close
  // Conversations that began in the range and are closed now: creation to the
  // last close.
  Spread full_resolution;
  std::int64_t missed = 0;     // closed without a human reply
  // The customer's last `seen` record precedes the first reply (or there is
  // no reply and no message after), resp. the last reply was never seen.
  std::int64_t abandoned = 0, dropped = 0;
  // Written in the range.
  std::int64_t from_customers = 0, from_agents = 0, automatic = 0;
  Ratings ratings;  // of cycles that began in the range
};

struct AgentFigures {
  std::string login;
  std::int64_t conversations = 0;  // with at least one reply in the range
  std::int64_t messages = 0;
  Spread first_reply;              // as the sender of the first reply
  Spread reply;
  std::int64_t closes = 0;         // closed in the range
  std::int64_t reopened_24h = 0;   // of these: the customer wrote within 24 h
  Ratings ratings;  // of the agent who replied last before the close
  std::int64_t open = 0;           // assigned and open now
};

// One cycle, a line of the CSV and a point of the charts.
struct Cycle {
  std::string conversation;
  std::int64_t number = 1;  // 1, 2, … in its conversation
  base::Time started{};
  std::optional<base::Time> accepted, replied, closed;
  std::string replied_by, closed_by;  // logins; "" nobody, or the system
  std::string rated_agent;            // who replied last before the close
  std::optional<std::int64_t> rating;
  std::string comment;
  bool missed = false, abandoned = false, dropped = false;
};

// The names of the figures that a list can show (Filter::counted):
//   cycles reopened first_reply not_answered accept reply resolution
//   full_resolution missed abandoned dropped rated positive
// and with an agent also: replied closes reopened_24h
bool is_figure(std::string_view name);

// A worker's read-only view, as Listing is; throws as it does.  While there is
// no index every figure is 0.
class Statistics {
 public:
  explicit Statistics(store::Paths paths) : reader_(std::move(paths)) {}

  Figures figures(const Range& range);
  std::vector<AgentFigures> agents(const Range& range);  // by login
  // Calls `each` for the cycles that began in the range, the earliest first.
  // Without ids, each of which costs a look, only a cycle that has a comment
  // names its conversation.
  void cycles(const Range& range, const std::function<void(const Cycle&)>& each,
              bool with_ids = true);
  // Started at or before each of the moments and not closed then; they are in
  // order of time.
  std::vector<std::int64_t> backlogs(const std::vector<base::Time>& moments);

 private:
  Reader reader_;
};

}  // namespace support::index

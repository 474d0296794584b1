// What one walk over the cycles of some days gives: a number for each day,
// for each hour of the week, and the newest comments.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "index/statistics.h"
#include "web/statistics_range.h"

namespace support::web::statistics {

struct DayTally {
  std::int64_t started = 0;
  std::int64_t not_answered = 0;  // of these
};

struct HourTally {
  std::int64_t started = 0;
  std::int64_t peak = 0;   // the most in one such hour
  std::int64_t times = 0;  // how often it has come; 0: not yet, or never
};

struct Tally {
  std::vector<DayTally> days;  // as span.days
  // Monday to Sunday, 0 to 23.
  std::array<std::array<HourTally, 24>, 7> hours{};
  std::vector<index::Cycle> commented;  // the newest first, at most 20
  std::int64_t comments = 0;            // of all
};

// Hours after `now` have not come yet.
Tally tally(index::Statistics& statistics, const Span& span, base::Time now);

// How many cycles were open at the end of each day or week, given by the first
// moments after them; -1 where it is still to come, for nothing is known of
// that.  What `now` is in ends now.
std::vector<std::int64_t> open_at_ends(index::Statistics& statistics,
                                       const std::vector<base::Time>& ends,
                                       base::Time now);

}  // namespace support::web::statistics

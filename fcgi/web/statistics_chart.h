// The drawings of the statistics as data for their templates: numbers and
// class names in attributes, no style; beside each the table of the same.
#pragma once

#include "web/statistics_tally.h"
#include "web/view.h"

namespace support::web::statistics {

// One bar and one row of the tables: a day, or in a long range a week (which
// begins on Monday, or where the range begins).
struct Bucket {
  std::string first, last;  // days
  base::Time end{};         // the first moment after it
  DayTally tally;
  std::int64_t backlog = 0;  // at its end; -1: that is still to come
};
std::vector<Bucket> buckets_of(const Span& span, const Tally& tally);

// For p_stat_bars: cycles begun a day, answered or not.
Data bars_data(const Span& span, const std::vector<Bucket>& buckets);
// For p_stat_backlog: cycles open at the end of each.
Data backlog_data(const Span& span, const std::vector<Bucket>& buckets);
// For p_stat_hours: the grid of hours and weekdays.
Data hours_data(const Tally& tally);

}  // namespace support::web::statistics

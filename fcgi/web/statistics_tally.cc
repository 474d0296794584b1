#include "web/statistics_tally.h"

#include <algorithm>

#include "desk/hours.h"

namespace support::web::statistics {
namespace {

constexpr std::size_t kComments = 20;
// Clocks change by multiples of this.
constexpr std::chrono::minutes kQuarter{15};
constexpr std::chrono::hours kHour{1};

// A day by its hours as they passed, the first being 0: 23, 24 or 25 of them.
class DayHours {
 public:
  DayHours(base::Time start, base::Time end) : start_(start), end_(end) {
    plain_ = end - start == 24 * kHour;
    weekday_ = desk::local_hour(start).weekday;
  }

  base::Time end() const { return end_; }
  desk::HourOfWeek at(base::Time time) const {
    if (!plain_) return desk::local_hour(time);
    return {weekday_, static_cast<int>((time - start_) / kHour)};
  }
  std::int64_t passed(base::Time time) const {
    return (time - start_) / kHour;
  }

  // Counts the hours that had begun before `now`.
  void note_times(Tally& tally, base::Time now) const {
    std::array<std::int64_t, 24> quarters{};
    for (base::Time at = start_; at < std::min(end_, now); at += kQuarter) {
      const desk::HourOfWeek place = this->at(at);
      ++quarters.at(static_cast<std::size_t>(place.hour));
    }
    auto& row = tally.hours.at(static_cast<std::size_t>(weekday_));
    for (std::size_t hour = 0; hour < quarters.size(); ++hour)
      row.at(hour).times += (quarters.at(hour) + 3) / 4;
  }

 private:
  base::Time start_, end_;
  int weekday_ = 0;
  bool plain_ = true;
};

std::vector<DayHours> hours_of(const Span& span) {
  std::vector<DayHours> hours;
  for (std::size_t day = 0; day < span.days.size(); ++day) {
    const bool is_last = day + 1 == span.days.size();
    hours.emplace_back(span.days.at(day).start,
                       is_last ? span.end : span.days.at(day + 1).start);
  }
  return hours;
}

class Counting {
 public:
  Counting(Tally& tally, const std::vector<DayHours>& hours)
      : tally_(tally), hours_(hours) {
    tally_.days.resize(hours.size());
  }

  // In order of time.
  void add(const index::Cycle& cycle) {
    while (cycle.started >= hours_.at(day_).end() && day_ + 1 < hours_.size()) {
      ++day_;
      hour_ = -1;
    }
    DayTally& day = tally_.days.at(day_);
    ++day.started;
    if (!cycle.replied) ++day.not_answered;
    note_hour(cycle.started);
    note_comment(cycle);
  }

 private:
  void note_hour(base::Time started) {
    const DayHours& day = hours_.at(day_);
    const desk::HourOfWeek place = day.at(started);
    HourTally& hour = tally_.hours.at(static_cast<std::size_t>(place.weekday))
                          .at(static_cast<std::size_t>(place.hour));
    ++hour.started;
    if (day.passed(started) != hour_) in_hour_ = 0;
    hour_ = day.passed(started);
    hour.peak = std::max(hour.peak, ++in_hour_);
  }

  void note_comment(const index::Cycle& cycle) {
    if (cycle.comment.empty()) return;
    ++tally_.comments;
    auto& kept = tally_.commented;
    if (kept.size() == 2 * kComments)
      kept.erase(kept.begin(), kept.begin() + kComments);
    kept.push_back(cycle);
  }

  Tally& tally_;
  const std::vector<DayHours>& hours_;
  std::size_t day_ = 0;
  std::int64_t hour_ = -1;    // of the cycle before, as it passed in its day
  std::int64_t in_hour_ = 0;  // cycles in it so far
};

void keep_newest(std::vector<index::Cycle>& cycles) {
  std::ranges::reverse(cycles);
  if (cycles.size() > kComments) cycles.resize(kComments);
}

}  // namespace

Tally tally(index::Statistics& statistics, const Span& span, base::Time now) {
  Tally tally;
  const std::vector<DayHours> hours = hours_of(span);
  Counting counting(tally, hours);
  statistics.cycles(span.range(),
                    [&](const index::Cycle& cycle) { counting.add(cycle); },
                    false);
  for (const DayHours& day : hours) day.note_times(tally, now);
  keep_newest(tally.commented);
  return tally;
}

std::vector<std::int64_t> open_at_ends(index::Statistics& statistics,
                                       const std::vector<base::Time>& ends,
                                       base::Time now) {
  std::vector<base::Time> moments;
  for (const base::Time end : ends)
    moments.push_back(std::min(end - base::Millis(1), now));
  std::vector<std::int64_t> counts = statistics.backlogs(moments);
  for (std::size_t i = 1; i < ends.size(); ++i) {
    if (ends[i - 1] > now) counts[i] = -1;
  }
  return counts;
}

}  // namespace support::web::statistics

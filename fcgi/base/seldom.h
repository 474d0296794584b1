// The log of troubles that last: a full disk refuses every request, and the
// log shall not fill another disk with that.  Of one event with one cause the
// first line is written and then none for ten minutes; how many were left out
// stands in the next one (suppressed=1234), or in a line of its own.  Each
// process counts for itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"

namespace support::base {

// What was told when; knows no log.
class Repetitions {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::minutes kQuiet{10};

  // Whether to tell `what` now: then, how often it was left out since it was
  // told last.
  std::optional<std::uint64_t> may_tell(const std::string& what, Moment now);

  struct LeftOut {
    std::string what;
    std::uint64_t times = 0;
  };
  // What was left out and not told for kQuiet (or, with `all`, at all), once.
  std::vector<LeftOut> left_out(Moment now, bool all);

 private:
  struct Told {
    Moment at;
    std::uint64_t left_out = 0;
  };
  std::map<std::string, Told> told_;  // at most kMost; then all else is one
};

// As log_line, unless a line of the same event and `cause` was written in the
// last ten minutes.  `cause` is short and tells few things apart: an errno, an
// event's name; never what a request brought.
void log_seldom(std::string_view level, std::string_view event,
                const std::string& cause,
                std::initializer_list<LogField> fields);

// Tells what was left out and does not come again, when its ten minutes are
// over.  To be called now and then: it looks at most every ten seconds.
void tell_left_out();
// At the end of a process.
void tell_all_left_out();

}  // namespace support::base

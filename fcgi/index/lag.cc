// What the housekeeper's own connection says of the index; see lag.h.
#include "index/lag.h"

#include <algorithm>

#include "index/catch_up.h"

namespace support::index {

std::optional<Lag> CatchUp::lag(base::Time now) {
  if (!database_) return std::nullopt;
  Lag lag;
  lag.is_building = is_building_;
  const auto todo = rows_->todo();
  lag.unread = todo.size();
  // A clock that was set back makes nobody wait.
  if (!todo.empty())
    lag.waiting = std::max(now - todo.front().named, base::Millis(0));
  lag.unswept = sweep_.size();
  Statement sums = database_->prepare(
      "SELECT status, sum(listed), sum(awaiting) FROM tallies GROUP BY status");
  while (sums.step()) {
    lag.by_status[sums.text(0)] = static_cast<std::uint64_t>(sums.number(1));
    lag.awaiting += static_cast<std::uint64_t>(sums.number(2));
  }
  return lag;
}

}  // namespace support::index

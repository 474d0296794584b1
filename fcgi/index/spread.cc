#include "index/spread.h"

#include <algorithm>
#include <numeric>

namespace support::index {
namespace {

using Values = std::vector<std::int64_t>;

// The one that stands there when they are sorted.
std::int64_t ranked(Values& values, std::int64_t rank) {
  const auto at = values.begin() + rank;
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace

Spread spread_of(Values values) {
  Spread spread;
  spread.n = std::ssize(values);
  if (spread.n == 0) return spread;
  const std::int64_t upper = ranked(values, spread.n / 2);
  const std::int64_t lower =
      spread.n % 2 ? upper : ranked(values, spread.n / 2 - 1);
  spread.median = base::Millis((lower + upper) / 2);
  spread.p90 = base::Millis(ranked(values, (spread.n * 9 + 9) / 10 - 1));
  const auto sum = std::accumulate(values.begin(), values.end(),
                                   std::int64_t{0});
  spread.mean = base::Millis(sum / spread.n);
  return spread;
}

}  // namespace support::index

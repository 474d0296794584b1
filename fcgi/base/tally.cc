#include "base/tally.h"

#include <algorithm>
#include <cerrno>

#include "base/error.h"

namespace support::base {
namespace {

Tallies own;
Tallies* current = &own;

}  // namespace

void Histogram::add(std::chrono::nanoseconds took) {
  const std::int64_t nanos = std::max<std::int64_t>(took.count(), 0);
  const auto bound =
      std::ranges::find_if(kBoundsMicros, [nanos](std::int64_t micros) {
        return nanos <= micros * 1000;
      });
  places_[static_cast<std::size_t>(bound - kBoundsMicros.begin())].add();
  sum_nanos_.add(static_cast<std::uint64_t>(nanos));
}

Cause cause_of(int error) {
  const IoError same("", "", error);
  if (same.is_full()) return Cause::full;
  return same.is_broken() ? Cause::broken : Cause::other;
}

Tallies& tallies() { return *current; }

void count_in(Tallies& memory) { current = &memory; }

}  // namespace support::base

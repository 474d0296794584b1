// The numbers by which the index orders things.  They follow from the records
// alone, so that a new index orders everything as the old one did, in
// whatever order it reads the files.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"

namespace support::index {

// A conversation's: the day and the first 48 random bits of its id, so that
// keys stand in the order of ids.  Whoever stores one takes the next free one
// if it is taken.
std::int64_t key_of(std::string_view id);

// A record's: its time, then 20 bits that tell those of one millisecond apart
// and grow with `n`.  Here too the next free one is taken.
std::int64_t place_of(base::Time t, std::int64_t conversation,
                      std::uint64_t n);
// The first place at or after `t`.
std::int64_t place_from(base::Time t);

std::int64_t ms_of(base::Time time);
base::Time time_of(std::int64_t ms);

}  // namespace support::index

// What many times add up to.
#pragma once

#include "index/statistics.h"

namespace support::index {

// Of milliseconds, in any order.
Spread spread_of(std::vector<std::int64_t> values);

}  // namespace support::index

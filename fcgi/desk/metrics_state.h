// The part of the metrics that is looked up when they are written: processes,
// index, disks, latch.
#pragma once

#include "desk/metrics.h"
#include "desk/metrics_page.h"

namespace support::desk {

void tell_state(MetricsPage& page, Desk& desk, const IndexState& index);

}  // namespace support::desk

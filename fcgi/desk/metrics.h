// What a sysadmin's monitoring reads: the housekeeper writes it every few
// seconds to support.conf's metrics_file, in Prometheus' text format.  Each
// name is listed in supportd(8).
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "desk/desk.h"
#include "index/lag.h"

namespace support::desk {

// What the housekeeper alone knows.
struct IndexState {
  std::optional<index::Lag> lag;  // nothing: the index cannot be opened
  base::Millis behind{0};         // since it last held all that there was
};

std::string metrics_text(Desk& desk, const IndexState& index);

// Replaces metrics_file, not synced: it is of no use after a crash.  Throws
// IoError.
void write_metrics(Desk& desk, const IndexState& index);

}  // namespace support::desk

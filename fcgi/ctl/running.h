// Whether supportd works on a data directory.
#pragma once

#include "ctl/ctl.h"

namespace support::ctl {

// By the lock that it and each of its children hold; takes it for a moment
// only.  Throws IoError.
bool is_running(const Place& place);

}  // namespace support::ctl

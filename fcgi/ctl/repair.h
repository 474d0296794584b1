// verify --repair: puts right what follows from what is there.  Customers'
// lists get the conversations whose first record names the customer,
// redactions are finished, uploads that were broken off go, and an index that
// does not fit goes, to be built anew.  Killed at any point, it is run again.
#pragma once

#include <cstddef>

#include "ctl/ctl.h"
#include "ctl/report.h"

namespace support::ctl {

// Does it for the findings that advise it; says each deed to place.err and
// leaves one line in the audit log.  How many deeds.  Throws Failure when the
// storage is latched or a lock is not to be had.
std::size_t repair(Place& place, const Report& report);

}  // namespace support::ctl

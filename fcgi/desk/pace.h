// Rate limits shared by all workers (GCRA in the shared table).  Two keys may
// share a bucket: as a rule a limit only gets stricter.  A clock that is set
// back far forgives everybody.
#pragma once

#include <expected>
#include <string_view>

#include "base/clock.h"
#include "base/config.h"
#include "base/error.h"
#include "process/shared_table.h"

namespace support::desk {

// Counts one try of `what` by `who`.  Refused: too_fast with retry_after_s.
std::expected<void, base::Refusal> pace(process::SharedTable& table,
                                        std::string_view what,
                                        std::string_view who,
                                        const base::Rate& rate,
                                        base::Time now);
// The same question without counting.
std::expected<void, base::Refusal> pace_allows(process::SharedTable& table,
                                               std::string_view what,
                                               std::string_view who,
                                               const base::Rate& rate,
                                               base::Time now);
// The key of an address: IPv6 counts by /64.
std::string pace_address(std::string_view remote_address);

}  // namespace support::desk

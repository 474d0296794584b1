// Times as the shop's people read them: in the zone of the settings, by libc
// (TZ, tzset), which is the process's own.  Everything stored is UTC.
#pragma once

#include <string>

#include "base/clock.h"

namespace support::desk {

// "Europe/Berlin", a name of tzdata, for all that follows; an unknown name
// counts as UTC.  Cheap when it is the zone of the last call.
void use_zone(const std::string& name);

std::string local_time(base::Time time);   // "14:32"
std::string local_day(base::Time time);    // "2026-11-22"
std::string local_stamp(base::Time time);  // "2026-11-22 14:32"

// The first moment of the local day of `time`; not always 00:00, for a zone
// may change its clock at midnight.
base::Time start_of_day(base::Time time);

}  // namespace support::desk

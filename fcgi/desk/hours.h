// Times as the shop's people read them: in the zone of the settings, by libc
// (TZ, tzset), which is the process's own.  Everything stored is UTC.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/settings.h"

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
// The first moment of a local day "2026-11-22"; nothing when it is none.
std::optional<base::Time> start_of_day(std::string_view day);
// The same; of a day that the zone left out, the first moment of the next.
std::optional<base::Time> start_of_day_or_next(std::string_view day);
// "2026-11-22" and so many days later: "2026-11-29"; "" when it is no day.
std::string day_after(std::string_view day, int days);
// 0 = Monday; 0 to 23.
struct HourOfWeek {
  int weekday = 0;
  int hour = 0;
};
HourOfWeek local_hour(base::Time time);

// Business hours (settings.hours, in its zone): always open while there are
// none.
bool is_open(const store::Settings& settings, base::Time time);
// The next moment at which they open; nothing when open, or never again.
std::optional<base::Time> next_opening(const store::Settings& settings,
                                       base::Time time);

}  // namespace support::desk

#include "desk/hours.h"

#include <cstdlib>
#include <ctime>

namespace support::desk {
namespace {

// Zones differ from each other, and change, by multiples of this.
constexpr std::chrono::minutes kStep{15};

std::tm local(base::Time time) {
  const std::time_t seconds =
      std::chrono::floor<base::Seconds>(time).time_since_epoch().count();
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts;
}

std::string formatted(base::Time time, const char* format) {
  const std::tm parts = local(time);
  char text[32];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

}  // namespace

void use_zone(const std::string& name) {
  static std::string in_use;
  if (name == in_use) return;
  ::setenv("TZ", name.c_str(), 1);
  ::tzset();
  in_use = name;
}

std::string local_time(base::Time time) { return formatted(time, "%H:%M"); }

std::string local_day(base::Time time) { return formatted(time, "%Y-%m-%d"); }

std::string local_stamp(base::Time time) {
  return formatted(time, "%Y-%m-%d %H:%M");
}

// mktime finds midnight, but where the clock changes then it may miss by the
// change: so we begin to look before it.
base::Time start_of_day(base::Time time) {
  const std::string today = local_day(time);
  std::tm midnight = local(time);
  midnight.tm_hour = midnight.tm_min = midnight.tm_sec = 0;
  midnight.tm_isdst = -1;
  base::Time start{base::Seconds(std::mktime(&midnight))};
  start -= std::chrono::hours(2);
  while (local_day(start) < today) start += kStep;
  return start;
}

}  // namespace support::desk

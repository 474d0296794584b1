// Time, handed in so that a test can hold it.  Everything is UTC; local time
// exists only where a page shows it.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace support::base {

using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
using Days = std::chrono::days;

// Milliseconds since 1970-01-01T00:00:00Z.
using Time = std::chrono::sys_time<Millis>;

// "2026-11-22T10:41:07.123Z" and back; the milliseconds are always written,
// and may be left out when read.
std::string iso(Time time);
std::optional<Time> from_iso(std::string_view text);
// "20261122"
std::string iso_day(Time time);

// Tells the time: the machine's, or the one written in a file (as iso()
// writes it, read again at each call).  A file that is missing or holds
// anything else leaves the machine's time.  A plain value; copy it freely.
class Clock {
 public:
  Clock() = default;
  explicit Clock(std::filesystem::path held_by)
      : held_by_(std::move(held_by)) {}

  Time now() const;

 private:
  std::filesystem::path held_by_;
};

}  // namespace support::base

// How far the index is behind the files, and how much is in it: what the
// housekeeper tells as metrics.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/clock.h"

namespace support::index {

struct Lag {
  std::uint64_t unread = 0;   // conversations that grew and are not read yet
  base::Millis waiting{0};    // since the first of those was named
  std::uint64_t unswept = 0;  // whose size a sweep has still to look at
  bool is_building = false;   // a new index is made; nobody sees it yet
  // What is in it, of conversations in which something was said.
  std::map<std::string, std::uint64_t> by_status;  // "open", …
  std::uint64_t awaiting = 0;                      // an answer
};

}  // namespace support::index

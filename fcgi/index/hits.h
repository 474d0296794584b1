// Places where words stand, and whose they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "index/queries.h"
#include "index/words.h"

namespace support::index {

struct Found {
  std::int64_t place = 0;
  std::int64_t conversation = 0;
  std::uint64_t n = 0;
  std::string text;
  Row row;
};

// All messages that hold the words, by place.
Question hits_question(const Wanted& wanted, bool is_falling,
                       std::optional<std::int64_t> beyond);

// One after the other, until the work allowed is done.
class Hits {
 public:
  Hits(Database& database, const Filter& filter, const Wanted& wanted,
       bool is_falling, std::optional<std::int64_t> beyond,
       std::int64_t allowed);

  // The next conversation that passes the filter, by its newest place.
  std::optional<Found> next();
  bool gave_up() const { return gave_up_; }
  // The last place looked at; nothing before the first.
  std::optional<Place> stopped_at();

 private:
  bool step();
  bool is_newest(const Found& found);
  std::optional<Row> row_of(std::int64_t conversation);

  Database& database_;
  const Wanted& wanted_;
  bool is_falling_, is_from_top_;
  std::int64_t left_;
  bool gave_up_ = false;
  std::vector<std::unordered_set<std::int64_t>> sets_;
  std::unordered_set<std::int64_t> seen_;
  Found at_;
  Statement hits_, probe_, newer_;
  int probed_;
};

}  // namespace support::index

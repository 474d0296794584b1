// The grid of hours and weekdays; see statistics_chart.h.

#include <algorithm>

#include "web/statistics_chart.h"
#include "web/statistics_words.h"
#include "web/words.h"

namespace support::web::statistics {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"Mon", "Tue", "Wed", "Thu",
                                                    "Fri", "Sat", "Sun"};
constexpr int kShades = 5;

double mean_of(const HourTally& hour) {
  if (hour.times == 0) return 0;
  return static_cast<double>(hour.started) / static_cast<double>(hour.times);
}

// "l0" for nothing, "l5" for what comes near the busiest.
std::string shade(double value, double most) {
  if (value <= 0 || most <= 0) return "l0";
  const int level = static_cast<int>(value / most * kShades + 0.999999);
  return "l" + std::to_string(std::clamp(level, 1, kShades));
}

Data cell(std::string words, std::string kind) {
  Data data;
  data.set("words", std::move(words)).set("kind", std::move(kind));
  return data;
}

// The rows of one grid; `draw` makes the cell of an hour.
template <class Draw>
std::vector<Data> grid(const Tally& tally, Draw draw) {
  std::vector<Data> rows;
  for (std::size_t weekday = 0; weekday < kWeekdays.size(); ++weekday) {
    std::vector<Data> cells;
    for (const HourTally& hour : tally.hours.at(weekday))
      cells.push_back(draw(hour));
    Data row;
    row.set("weekday", kWeekdays.at(weekday)).set("cells", std::move(cells));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string two_digits(std::size_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::vector<Data> heads() {
  std::vector<Data> heads;
  for (std::size_t hour = 0; hour < 24; ++hour)
    heads.push_back(Data().set("hour", two_digits(hour)));
  return heads;
}

// "Busiest: Tue at 19, 4.0 on average."
std::string busiest(const Tally& tally) {
  double most = 0;
  std::string words;
  for (std::size_t weekday = 0; weekday < kWeekdays.size(); ++weekday) {
    for (std::size_t at = 0; at < 24; ++at) {
      const HourTally& hour = tally.hours.at(weekday).at(at);
      if (mean_of(hour) <= most) continue;
      most = mean_of(hour);
      words = "Busiest: " + std::string(kWeekdays.at(weekday)) + " from " +
              two_digits(at) + ":00, " + one_decimal(hour.started, hour.times) +
              " on average, at most " + grouped(hour.peak) + ".";
    }
  }
  return words;
}

}  // namespace

Data hours_data(const Tally& tally) {
  double most = 0;
  std::int64_t highest = 0;
  for (const auto& row : tally.hours) {
    for (const HourTally& hour : row) {
      most = std::max(most, mean_of(hour));
      highest = std::max(highest, hour.peak);
    }
  }
  const auto mean = [&](const HourTally& hour) {
    if (hour.times == 0) return cell("–", "l0");
    return cell(one_decimal(hour.started, hour.times),
                shade(mean_of(hour), most));
  };
  const auto peak = [&](const HourTally& hour) {
    if (hour.times == 0) return cell("–", "l0");
    return cell(grouped(hour.peak), shade(static_cast<double>(hour.peak),
                                          static_cast<double>(highest)));
  };
  Data data;
  data.set("heads", heads())
      .set("means", grid(tally, mean))
      .set("peaks", grid(tally, peak))
      .set("busiest", busiest(tally))
      .set("drawn", most > 0);
  return data;
}

}  // namespace support::web::statistics

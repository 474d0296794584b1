// What supportctl status says of the figures, for a person and for a program.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "ctl/metrics_file.h"

namespace support::ctl {

// "3 s", "12 min", "1 h 22 min", "4 days 2 h".
std::string duration(double seconds);
// "812 B", "12.3 GiB".
std::string bytes(double count);
// Without a fraction.
std::string whole(double number);

std::string supportd_words(bool runs, const std::optional<MetricsFile>& known);
// Name and words, a line each.
std::vector<std::pair<std::string, std::string>> figure_lines(
    const MetricsFile& figures);
base::json::Object figure_members(const MetricsFile& figures);

}  // namespace support::ctl

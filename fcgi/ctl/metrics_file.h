// The figures that the housekeeper writes (supportd(8), METRICS), read back.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"

namespace support::ctl {

class MetricsFile {
 public:
  // Nothing when there is none.  Lines that make no sense are passed over.
  static std::optional<MetricsFile> read(const base::Path& file);
  explicit MetricsFile(std::string_view text);

  // "workers_up", "requests_total{kind=\"poll\",class=\"2xx\"}"; without the
  // prefix "bookshop_support_".
  std::optional<double> find(const std::string& sample) const;
  double value(const std::string& sample) const {
    return find(sample).value_or(0);
  }
  // Of all samples of this name whose labels hold `with`.
  double sum(const std::string& name, std::string_view with = "") const;
  // The value of the one label of a sample of this name; "" when there is none.
  std::string label_of(const std::string& name) const;
  // Seconds within which a `share` (0.99) of a histogram's durations lie: the
  // first bound that has them; nothing when there are none.
  std::optional<double> within(const std::string& histogram,
                               double share) const;

 private:
  std::map<std::string, double> samples_;
};

}  // namespace support::ctl

#include "ctl/metrics_file.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.h"

namespace support::ctl {
namespace {

constexpr std::string_view kPrefix = "bookshop_support_";
constexpr std::size_t kMostBytes = 1 << 20;

std::optional<double> number_in(std::string_view text) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  double number = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
  if (error != std::errc() || end != text.end()) return std::nullopt;
  return number;
}

// Between the quotes that follow `before`.
std::string_view quoted_after(std::string_view sample,
                              std::string_view before) {
  const auto at = sample.find(before);
  if (at == sample.npos) return {};
  sample.remove_prefix(at + before.size());
  return sample.substr(0, sample.find('"'));
}

}  // namespace

std::optional<MetricsFile> MetricsFile::read(const base::Path& file) {
  const auto text = base::read_file(file, kMostBytes);
  if (!text) return std::nullopt;
  return MetricsFile(*text);
}

MetricsFile::MetricsFile(std::string_view text) {
  for (std::string_view line : base::split(text, '\n')) {
    if (!line.starts_with(kPrefix)) continue;
    line.remove_prefix(kPrefix.size());
    const auto blank = line.rfind(' ');
    if (blank == line.npos) continue;
    if (const auto value = number_in(line.substr(blank + 1)))
      samples_[std::string(line.substr(0, blank))] = *value;
  }
}

std::optional<double> MetricsFile::find(const std::string& sample) const {
  const auto found = samples_.find(sample);
  if (found == samples_.end()) return std::nullopt;
  return found->second;
}

double MetricsFile::sum(const std::string& name, std::string_view with) const {
  double sum = 0;
  for (const auto& [sample, value] : samples_) {
    const bool is_of_it = sample == name || sample.starts_with(name + "{");
    if (is_of_it && sample.find(with) != sample.npos) sum += value;
  }
  return sum;
}

std::string MetricsFile::label_of(const std::string& name) const {
  const auto at = samples_.lower_bound(name + "{");
  if (at == samples_.end() || !at->first.starts_with(name + "{")) return {};
  return std::string(quoted_after(at->first, "=\""));
}

std::optional<double> MetricsFile::within(const std::string& histogram,
                                          double share) const {
  const double wanted = share * value(histogram + "_count");
  if (wanted <= 0) return std::nullopt;
  double bound = std::numeric_limits<double>::infinity();
  for (const auto& [sample, count] : samples_) {
    if (!sample.starts_with(histogram + "_bucket{") || count < wanted) continue;
    if (const auto le = number_in(quoted_after(sample, "le=\"")))
      bound = std::min(bound, *le);
  }
  return bound;
}

}  // namespace support::ctl

#include "desk/metrics_page.h"

#include <charconv>

namespace support::desk {
namespace {

constexpr double kMicrosInSecond = 1e6;
constexpr double kNanosInSecond = 1e9;

std::string_view name_of(MetricsPage::Type type) {
  switch (type) {
    case MetricsPage::Type::counter: return "counter";
    case MetricsPage::Type::gauge: return "gauge";
    case MetricsPage::Type::histogram: return "histogram";
  }
  return "untyped";
}

std::string with_bound(std::string_view labels, std::string_view bound) {
  std::string all(labels);
  if (!all.empty()) all += ',';
  return all.append("le=\"").append(bound).append("\"");
}

}  // namespace

std::string decimal(double value) {
  char digits[400];  // the largest there is
  const auto end = std::to_chars(digits, digits + sizeof digits, value,
                                 std::chars_format::fixed)
                       .ptr;
  return std::string(digits, end);
}

std::string MetricsPage::label(std::string_view name,
                               std::string_view value) {
  return std::string(name).append("=\"").append(value).append("\"");
}

void MetricsPage::family(std::string_view name, Type type,
                         std::string_view help) {
  name_ = "bookshop_support_";
  name_ += name;
  text_.append("# HELP ").append(name_).append(" ").append(help);
  text_.append("\n# TYPE ").append(name_).append(" ").append(name_of(type));
  text_ += '\n';
}

void MetricsPage::line(std::string_view ending, std::string_view labels,
                       std::string_view value) {
  text_.append(name_).append(ending);
  if (!labels.empty()) text_.append("{").append(labels).append("}");
  text_.append(" ").append(value).append("\n");
}

void MetricsPage::sample(std::string_view labels, std::uint64_t value) {
  line("", labels, std::to_string(value));
}

void MetricsPage::sample(std::string_view labels, double value) {
  line("", labels, decimal(value));
}

void MetricsPage::Sum::add(const base::Histogram& histogram) {
  for (std::size_t i = 0; i < places.size(); ++i) places[i] += histogram.at(i);
  sum_nanos += histogram.sum_nanos();
}

void MetricsPage::histogram(std::string_view labels, const Sum& sum) {
  constexpr auto& kBounds = base::Histogram::kBoundsMicros;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < sum.places.size(); ++i) {
    count += sum.places[i];
    const std::string bound =
        i < kBounds.size()
            ? decimal(static_cast<double>(kBounds[i]) / kMicrosInSecond)
            : "+Inf";
    line("_bucket", with_bound(labels, bound), std::to_string(count));
  }
  line("_sum", labels,
       decimal(static_cast<double>(sum.sum_nanos) / kNanosInSecond));
  line("_count", labels, std::to_string(count));
}

}  // namespace support::desk

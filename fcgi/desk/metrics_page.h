// Prometheus' text format, version 0.0.4: families of samples, each with its
// help and type before them.  Knows nothing of what is counted.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/tally.h"

namespace support::desk {

class MetricsPage {
 public:
  enum class Type { counter, gauge, histogram };

  // name="value"; the value is ours and needs no escapes.
  static std::string label(std::string_view name, std::string_view value);

  // All further samples are of this family.  `name` goes without the prefix
  // "bookshop_support_"; `help` is one line.
  void family(std::string_view name, Type type, std::string_view help);
  // `labels`: of label(), with a comma between two.
  void sample(std::string_view labels, std::uint64_t value);
  void sample(std::string_view labels, double value);
  void sample(std::uint64_t value) { sample("", value); }
  // All processes' counts of one thing, added up by the caller.
  struct Sum {
    std::array<std::uint64_t, base::Histogram::kPlaces> places{};
    std::uint64_t sum_nanos = 0;
    void add(const base::Histogram& histogram);
  };
  void histogram(std::string_view labels, const Sum& sum);

  const std::string& text() const { return text_; }

 private:
  void line(std::string_view ending, std::string_view labels,
            std::string_view value);
  std::string name_;
  std::string text_;
};

// The shortest decimal, without an exponent, that reads back as the same.
std::string decimal(double value);

}  // namespace support::desk

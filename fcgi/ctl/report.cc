#include "ctl/report.h"

#include <algorithm>
#include <ostream>

#include "base/json.h"
#include "ctl/ctl.h"

namespace support::ctl {
namespace {

const char* name_of(Weight weight) {
  return weight == Weight::damage ? "damage" : "note";
}

}  // namespace

void Report::damage(const base::Path& file, std::uint64_t line,
                    std::string message) {
  findings_.push_back({Weight::damage, file, line, std::move(message)});
}

void Report::note(const base::Path& file, std::uint64_t line,
                  std::string message) {
  findings_.push_back({Weight::note, file, line, std::move(message)});
}

void Report::count(const std::string& things, std::uint64_t more) {
  const auto known =
      std::ranges::find(counts_, things, [](auto& pair) { return pair.first; });
  if (known != counts_.end()) {
    known->second += more;
  } else {
    counts_.emplace_back(things, more);
  }
}

std::uint64_t Report::how_many(Weight weight) const {
  return static_cast<std::uint64_t>(
      std::ranges::count(findings_, weight, &Finding::weight));
}

void Report::print(std::ostream& out) const {
  for (const Finding& finding : findings_) {
    out << printable(finding.file.string());
    if (finding.line > 0) out << ':' << finding.line;
    out << ": " << name_of(finding.weight) << ": "
        << printable(finding.message) << '\n';
  }
  for (const auto& [things, number] : counts_) {
    out << number << ' ' << things << ", ";
  }
  out << how_many(Weight::damage) << " damaged, " << how_many(Weight::note)
      << " notes\n";
}

void Report::print_json(std::ostream& out) const {
  base::json::Array findings;
  for (const Finding& finding : findings_) {
    findings.push_back(
        base::json::Object{{"file", finding.file.string()},
                           {"line", finding.line},
                           {"weight", name_of(finding.weight)},
                           {"message", finding.message}});
  }
  base::json::Object counts;
  for (const auto& [things, number] : counts_) {
    counts.push_back({things, number});
  }
  out << base::json::write(base::json::Object{
             {"damaged", how_many(Weight::damage)},
             {"notes", how_many(Weight::note)},
             {"counts", std::move(counts)},
             {"findings", std::move(findings)}})
      << '\n';
}

}  // namespace support::ctl

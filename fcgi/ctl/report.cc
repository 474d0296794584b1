#include "ctl/report.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <ostream>
#include <set>

#include "base/json.h"
#include "ctl/ctl.h"

namespace support::ctl {
namespace {

constexpr std::size_t kMostNamed = 20;

const char* name_of(Weight weight) {
  return weight == Weight::damage ? "damage" : "note";
}

struct Deed {
  Advice advice;
  const char* name;
  const char* words;
};
constexpr std::array<Deed, 4> kDeeds = {{
    {Advice::restore, "restore",
     "Only a copy has it: stop supportd, put these files back from the newest "
     "backup in which 'supportctl verify --data' finds them sound, start it "
     "again, and verify."},
    {Advice::repair, "repair",
     "'supportctl verify --repair' puts it right from what else is there."},
    {Advice::look, "look",
     "Look whether it is meant so; the program goes on either way."},
    {Advice::nothing, "nothing",
     "Nothing need be done: a killed process or an earlier version left it, "
     "and every reader passes over it."},
}};

const char* name_of(Advice advice) {
  return std::ranges::find(kDeeds, advice, &Deed::advice)->name;
}

// The deed and, where there is one to be done, the files.
void tell(std::ostream& out, const std::vector<Finding>& findings,
          const Deed& deed) {
  std::set<base::Path> files;
  std::uint64_t number = 0;
  for (const Finding& finding : findings) {
    if (finding.advice != deed.advice) continue;
    ++number;
    files.insert(finding.to_see_to());
  }
  if (number == 0) return;
  out << '\n' << deed.name << " (" << number << "): " << deed.words << '\n';
  if (deed.advice == Advice::nothing) return;
  std::size_t shown = 0;
  for (const base::Path& file : files) {
    if (++shown > kMostNamed) break;
    out << "  " << printable(file.string()) << '\n';
  }
  if (files.size() > kMostNamed) {
    out << "  and " << files.size() - kMostNamed << " more\n";
  }
}

}  // namespace

void Report::damage(const base::Path& file, std::uint64_t line,
                    std::string message, Advice advice,
                    const base::Path& wanted) {
  findings_.push_back(
      {Weight::damage, file, line, std::move(message), advice, wanted});
}

void Report::note(const base::Path& file, std::uint64_t line,
                  std::string message, Advice advice) {
  findings_.push_back({Weight::note, file, line, std::move(message), advice});
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

void Report::add(Report&& other) {
  std::ranges::move(other.findings_, std::back_inserter(findings_));
  for (const auto& [things, number] : other.counts_) count(things, number);
}

std::uint64_t Report::how_many(Weight weight) const {
  return static_cast<std::uint64_t>(
      std::ranges::count(findings_, weight, &Finding::weight));
}

std::uint64_t Report::how_many(Advice advice) const {
  return static_cast<std::uint64_t>(
      std::ranges::count(findings_, advice, &Finding::advice));
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
  for (const Deed& deed : kDeeds) tell(out, findings_, deed);
}

void Report::print_json(std::ostream& out) const {
  base::json::Array findings;
  for (const Finding& finding : findings_) {
    findings.push_back(
        base::json::Object{{"file", finding.file.string()},
                           {"line", finding.line},
                           {"weight", name_of(finding.weight)},
                           {"message", finding.message},
                           {"advice", name_of(finding.advice)},
                           {"see_to", finding.to_see_to().string()}});
  }
  base::json::Object counts;
  for (const auto& [things, number] : counts_) {
    counts.push_back({things, number});
  }
  base::json::Object advice;
  for (const Deed& deed : kDeeds) {
    if (how_many(deed.advice) > 0) advice.push_back({deed.name, deed.words});
  }
  out << base::json::write(base::json::Object{
             {"damaged", how_many(Weight::damage)},
             {"notes", how_many(Weight::note)},
             {"counts", std::move(counts)},
             {"advice", std::move(advice)},
             {"findings", std::move(findings)}})
      << '\n';
}

}  // namespace support::ctl

#include "base/seldom.h"

#include <utility>

#include "base/tally.h"

namespace support::base {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kMost = 256;
constexpr std::chrono::seconds kBetweenLooks{10};

Repetitions& repetitions() {
  static Repetitions ours;
  return ours;
}

std::string with_count(std::string line, std::uint64_t left_out) {
  if (left_out == 0) return line;
  line.insert(line.size() - 1, " suppressed=" + std::to_string(left_out));
  return line;
}

void tell(const std::vector<Repetitions::LeftOut>& all) {
  for (const Repetitions::LeftOut& one : all)
    log_line("info", "left_out", {{"what", one.what},
                                  {"suppressed", std::to_string(one.times)}});
}

}  // namespace

std::optional<std::uint64_t> Repetitions::may_tell(const std::string& what,
                                                   Moment now) {
  const bool is_one_more = told_.size() >= kMost && !told_.contains(what);
  const auto [at, is_new] =
      told_.try_emplace(is_one_more ? "more" : what, Told{now});
  Told& told = at->second;
  if (!is_new && now - told.at < kQuiet) {
    ++told.left_out;
    return std::nullopt;
  }
  told.at = now;
  return std::exchange(told.left_out, 0);
}

std::vector<Repetitions::LeftOut> Repetitions::left_out(Moment now, bool all) {
  std::vector<LeftOut> found;
  for (auto& [what, told] : told_)
    if (told.left_out > 0 && (all || now - told.at >= kQuiet))
      found.push_back({what, std::exchange(told.left_out, 0)});
  std::erase_if(told_, [&](const auto& one) {
    return now - one.second.at >= kQuiet;
  });
  return found;
}

void log_seldom(std::string_view level, std::string_view event,
                const std::string& cause,
                std::initializer_list<LogField> fields) {
  const std::string what = std::string(event) + ' ' + cause;
  const auto left_out = repetitions().may_tell(what, Steady::now());
  if (!left_out) return tallies().suppressed_lines.add();
  write_log(with_count(log_text(Clock().now(), level, event, fields),
                       *left_out));
}

void tell_left_out() {
  static Steady::time_point next{};
  const auto now = Steady::now();
  if (now < next) return;
  next = now + kBetweenLooks;
  tell(repetitions().left_out(now, false));
}

void tell_all_left_out() {
  tell(repetitions().left_out(Steady::now(), true));
}

}  // namespace support::base

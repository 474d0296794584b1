#include "index/counted.h"

#include <algorithm>
#include <array>

#include "index/place.h"
#include "index/statistics.h"

namespace support::index {
namespace {

// Of cycles that began in the time: what else must be so, and which column
// names the agent.
struct OfCycles {
  std::string_view figure, condition, agent;
};
constexpr std::array<OfCycles, 11> kOfCycles{{
    {"cycles", "", ""},
    {"reopened", " AND number > 1", ""},
    {"first_reply", " AND replied > 0", "replied_by"},
    {"not_answered", " AND replied = 0", ""},
    {"accept", " AND accepted > 0", ""},
    {"resolution", " AND closed > 0", "closed_by"},
    {"missed", " AND closed > 0 AND replied = 0", "closed_by"},
    {"abandoned", " AND abandoned = 1", "replied_by"},
    {"dropped", " AND dropped = 1", "last_by"},
    {"rated", " AND rating > 0", "rated_agent"},
    {"positive", " AND rating >= 4", "rated_agent"},
}};
constexpr std::array<std::string_view, 5> kOthers{
    "reply", "full_resolution", "replied", "closes", "reopened_24h"};

void add_range(Question& to, std::string_view column, const Counted& counted) {
  (to << " AND " << column << " >= ?").with(ms_of(counted.from));
  (to << " AND " << column << " < ?").with(ms_of(counted.until));
}

void add_agent(Question& to, std::string_view column, const Counted& counted) {
  if (counted.agent.empty() || column.empty()) return;
  (to << " AND " << column << " = ?").with(counted.agent);
}

Question of_cycles(const OfCycles& one, const Counted& counted) {
  Question that{"SELECT conversation FROM cycles WHERE 1", {}};
  add_range(that, "started", counted);
  that << one.condition;
  add_agent(that, one.agent, counted);
  return that;
}

Question of_closes(const Counted& counted) {
  Question that{"SELECT conversation FROM cycles INDEXED BY cycles_closed"
                " WHERE closed > 0",
                {}};
  add_range(that, "closed", counted);
  (that << " AND closed_by = ?").with(counted.agent);
  if (counted.figure == "reopened_24h")
    that << " AND reopened > 0 AND reopened - closed <= 86400000";
  return that;
}

Question of_replies(const Counted& counted) {
  Question that{"SELECT conversation FROM replies WHERE agent = ?", {}};
  that.with(counted.agent);
  add_range(that, "t", counted);
  return that;
}

Question of_runs(const Counted& counted) {
  Question that{"SELECT conversation FROM replies INDEXED BY runs"
                " WHERE wait >= 0",
                {}};
  add_range(that, "run_started", counted);
  add_agent(that, "agent", counted);
  return that;
}

Question of_conversations(const Counted& counted) {
  Question that{"SELECT key FROM conversations INDEXED BY by_started"
                " WHERE messages > 0 AND status = 'closed'",
                {}};
  add_range(that, "started", counted);
  return that;
}

}  // namespace

bool is_figure(std::string_view name) {
  return std::ranges::count(kOthers, name) ||
         std::ranges::count(kOfCycles, name, &OfCycles::figure);
}

Question counted_question(const Counted& counted) {
  const std::string& figure = counted.figure;
  const auto one =
      std::ranges::find(kOfCycles, std::string_view(figure), &OfCycles::figure);
  if (one != kOfCycles.end()) return of_cycles(*one, counted);
  if (figure == "reply") return of_runs(counted);
  if (figure == "replied") return of_replies(counted);
  if (figure == "full_resolution") return of_conversations(counted);
  if (figure == "closes" || figure == "reopened_24h")
    return of_closes(counted);
  return {"SELECT key FROM conversations WHERE key = 0", {}};
}

}  // namespace support::index

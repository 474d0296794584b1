#include "index/statistics.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_set>

#include "index/place.h"
#include "index/spread.h"

namespace support::index {
namespace {

constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;
constexpr std::int64_t kPositive = 4;  // of 5, and more

// Everything of a cycle; text last, which is read only when asked for.
constexpr char kCycles[] =
    "SELECT conversation, number, started, accepted, replied, closed, rating,"
    " abandoned, dropped, replied_by, closed_by, rated_agent, comment"
    " FROM cycles WHERE started >= ? AND started < ? ORDER BY started,"
    " conversation, number";
constexpr char kRuns[] =
    "SELECT agent, wait FROM replies INDEXED BY runs"
    " WHERE wait >= 0 AND run_started >= ? AND run_started < ?";
constexpr char kFull[] =
    "SELECT closed - started FROM conversations INDEXED BY by_started"
    " WHERE messages > 0 AND status = 'closed' AND started >= ?"
    " AND started < ?";
constexpr char kSaid[] =
    "SELECT count(*) FROM messages INDEXED BY by_side"
    " WHERE place >= ? AND place < ? AND side = ?";
constexpr char kNextAgent[] =
    "SELECT agent FROM replies WHERE agent > ? ORDER BY agent LIMIT 1";
// A conversation counts where the agent had not spoken in the range before.
constexpr char kReplies[] =
    "SELECT count(*), coalesce(sum(previous < ?1), 0) FROM replies"
    " WHERE t >= ?1 AND t < ?2 AND agent = ?3";
constexpr char kCloses[] =
    "SELECT closed_by, count(*), sum(reopened > 0 AND reopened - closed <= ?)"
    " FROM cycles INDEXED BY cycles_closed"
    " WHERE closed > 0 AND closed >= ? AND closed < ? GROUP BY closed_by";
constexpr char kStillOpen[] =
    "SELECT started, 0 FROM cycles INDEXED BY cycles_closed WHERE closed = 0";
constexpr char kClosedLater[] =
    "SELECT started, closed FROM cycles INDEXED BY cycles_closed"
    " WHERE closed > ?";
constexpr char kOpen[] =
    "SELECT assignee, listed FROM tallies WHERE status = 'open'";

Statement asked(Database& database, const char* sql, const Range& range) {
  Statement question = database.prepare(sql);
  question.bind(1, ms_of(range.from)).bind(2, ms_of(range.until));
  return question;
}

bool is_answered(const Statement& cycle) { return cycle.number(4) > 0; }
bool is_closed(const Statement& cycle) { return cycle.number(5) > 0; }

void add_rating(Ratings& ratings, const Statement& cycle) {
  ratings.asked += is_answered(cycle) && is_closed(cycle);
  ratings.given += cycle.number(6) > 0;
  ratings.positive += cycle.number(6) >= kPositive;
}

void read_cycles(Database& database, const Range& range, Figures& figures) {
  std::vector<std::int64_t> first, accept, resolution;
  std::unordered_set<std::int64_t> conversations;
  Statement cycle = asked(database, kCycles, range);
  while (cycle.step()) {
    const std::int64_t started = cycle.number(2);
    const bool answered = is_answered(cycle), closed = is_closed(cycle);
    ++figures.cycles;
    conversations.insert(cycle.number(0));
    figures.reopened += cycle.number(1) > 1;
    figures.not_answered += !answered;
    figures.missed += closed && !answered;
    figures.abandoned += cycle.number(7);
    figures.dropped += cycle.number(8);
    if (answered) first.push_back(cycle.number(4) - started);
    if (cycle.number(3) > 0) accept.push_back(cycle.number(3) - started);
    if (closed) resolution.push_back(cycle.number(5) - started);
    add_rating(figures.ratings, cycle);
  }
  figures.conversations = std::ssize(conversations);
  figures.first_reply = spread_of(std::move(first));
  figures.accept = spread_of(std::move(accept));
  figures.resolution = spread_of(std::move(resolution));
}

std::int64_t said_by(Database& database, const Range& range, int side) {
  Statement question = database.prepare(kSaid);
  question.bind(1, place_from(range.from)).bind(2, place_from(range.until));
  question.bind(3, std::int64_t{side});
  return question.step() ? question.number(0) : 0;
}

std::vector<std::int64_t> numbers(Statement question, int column) {
  std::vector<std::int64_t> all;
  while (question.step()) all.push_back(question.number(column));
  return all;
}

using Agents = std::map<std::string, AgentFigures>;
using Times = std::map<std::string, std::vector<std::int64_t>>;

void read_replies(Database& database, const Range& range, Agents& agents) {
  Statement next = database.prepare(kNextAgent);
  Statement replies = asked(database, kReplies, range);
  std::string agent;
  while (next.bind(1, agent).step()) {
    agent = next.text(0);
    next.reset();
    if (replies.bind(3, agent).step() && replies.number(0) > 0) {
      agents[agent].messages = replies.number(0);
      agents[agent].conversations = replies.number(1);
    }
    replies.reset();
  }
}

void read_cycles(Database& database, const Range& range, Agents& agents) {
  Times first;
  Statement cycle = asked(database, kCycles, range);
  while (cycle.step()) {
    if (!is_answered(cycle)) continue;
    first[cycle.text(9)].push_back(cycle.number(4) - cycle.number(2));
    if (is_closed(cycle) || cycle.number(6) > 0)
      add_rating(agents[cycle.text(11)].ratings, cycle);
  }
  for (auto& [agent, times] : first)
    agents[agent].first_reply = spread_of(std::move(times));
}

void read_runs(Database& database, const Range& range, Agents& agents) {
  Times waits;
  Statement run = asked(database, kRuns, range);
  while (run.step()) waits[run.text(0)].push_back(run.number(1));
  for (auto& [agent, times] : waits)
    agents[agent].reply = spread_of(std::move(times));
}

void read_closes(Database& database, const Range& range, Agents& agents) {
  Statement closes = database.prepare(kCloses);
  closes.bind(1, kDayMs).bind(2, ms_of(range.from));
  closes.bind(3, ms_of(range.until));
  while (closes.step()) {
    if (closes.text(0).empty()) continue;
    agents[closes.text(0)].closes = closes.number(1);
    agents[closes.text(0)].reopened_24h = closes.number(2);
  }
}

void read_open(Database& database, Agents& agents) {
  Statement open = database.prepare(kOpen);
  while (open.step())
    if (!open.text(0).empty() && open.number(1) > 0)
      agents[open.text(0)].open = open.number(1);
}

std::optional<base::Time> time_if(std::int64_t ms) {
  return ms > 0 ? std::optional(time_of(ms)) : std::nullopt;
}

// Adds each cycle as a step up at the first moment that finds it open, and as
// one down at the first that finds it closed.
void count_open(Statement cycles, const std::vector<base::Time>& moments,
                std::vector<std::int64_t>& steps) {
  const auto first_from = [&](std::int64_t ms) {
    return static_cast<std::size_t>(
        std::ranges::lower_bound(moments, time_of(ms)) - moments.begin());
  };
  while (cycles.step()) {
    const std::int64_t closed = cycles.number(1);
    ++steps.at(first_from(cycles.number(0)));
    if (closed > 0) --steps.at(std::max(first_from(closed),
                                        first_from(cycles.number(0))));
  }
}

Cycle read_cycle(const Statement& from, std::string conversation) {
  Cycle cycle;
  cycle.conversation = std::move(conversation);
  cycle.number = from.number(1);
  cycle.started = time_of(from.number(2));
  cycle.accepted = time_if(from.number(3));
  cycle.replied = time_if(from.number(4));
  cycle.closed = time_if(from.number(5));
  if (from.number(6) > 0) cycle.rating = from.number(6);
  cycle.missed = is_closed(from) && !is_answered(from);
  cycle.abandoned = from.number(7) != 0;
  cycle.dropped = from.number(8) != 0;
  cycle.replied_by = from.text(9);
  cycle.closed_by = from.text(10);
  cycle.rated_agent = from.text(11);
  cycle.comment = from.text(12);
  return cycle;
}

}  // namespace

Figures Statistics::figures(const Range& range) {
  return reader_.ask<Figures>([&](Database& database) {
    const Snapshot snapshot(database);
    Figures figures;
    read_cycles(database, range, figures);
    figures.reply = spread_of(numbers(asked(database, kRuns, range), 1));
    figures.full_resolution =
        spread_of(numbers(asked(database, kFull, range), 0));
    figures.from_customers = said_by(database, range, 1);
    figures.from_agents = said_by(database, range, 2);
    figures.automatic = said_by(database, range, 3);
    return figures;
  });
}

std::vector<AgentFigures> Statistics::agents(const Range& range) {
  return reader_.ask<std::vector<AgentFigures>>([&](Database& database) {
    const Snapshot snapshot(database);
    Agents agents;
    read_replies(database, range, agents);
    read_cycles(database, range, agents);
    read_runs(database, range, agents);
    read_closes(database, range, agents);
    read_open(database, agents);
    std::vector<AgentFigures> all;
    for (auto& [login, figures] : agents) {
      figures.login = login;
      all.push_back(std::move(figures));
    }
    return all;
  });
}

void Statistics::cycles(const Range& range,
                        const std::function<void(const Cycle&)>& each,
                        bool with_ids) {
  bool has_told = false;
  reader_.ask<bool>([&](Database& database) {
    if (has_told) throw IndexError("cycles", IndexError::kDamaged);
    const Snapshot snapshot(database);
    Statement cycle = asked(database, kCycles, range);
    Statement id =
        database.prepare("SELECT id FROM conversations WHERE key = ?");
    while (cycle.step()) {
      has_told = true;
      if (!with_ids && cycle.text(12).empty()) {
        each(read_cycle(cycle, ""));
        continue;
      }
      id.bind(1, cycle.number(0)).step();
      each(read_cycle(cycle, id.text(0)));
      id.reset();
    }
    return true;
  });
}

std::vector<std::int64_t> Statistics::backlogs(
    const std::vector<base::Time>& moments) {
  using Counts = std::vector<std::int64_t>;
  if (moments.empty()) return {};
  const auto counts = reader_.ask<Counts>([&](Database& database) {
    const Snapshot snapshot(database);
    Counts all(moments.size() + 1);
    count_open(database.prepare(kStillOpen), moments, all);
    Statement later = database.prepare(kClosedLater);
    later.bind(1, std::max<std::int64_t>(0, ms_of(moments.front())));
    count_open(std::move(later), moments, all);
    std::partial_sum(all.begin(), all.end(), all.begin());
    all.pop_back();
    return all;
  });
  // While there is no index.
  return counts.empty() ? Counts(moments.size()) : counts;
}

}  // namespace support::index

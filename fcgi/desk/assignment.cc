#include "desk/assignment.h"

#include <algorithm>
#include <map>
#include <vector>

#include "desk/by_itself.h"

namespace support::desk {
namespace {

// In one round; what it wrote brings the next one, a quarter of a second
// later.
constexpr std::size_t kMostInRound = 100;

// Who may get conversations, and how many open ones each has.
struct Agent {
  std::string login;
  std::int64_t open = 0;
  std::int64_t most = 0;
};

bool is_signed_in(const std::vector<store::Session>& sessions,
                  const store::User& user) {
  return std::ranges::any_of(sessions, [&](const auto& session) {
    return session.login == user.login && session.epoch == user.session_epoch;
  });
}

std::vector<Agent> free_agents(Desk& desk) {
  const auto loads = desk.listing.loads();
  const std::map<std::string, std::int64_t> open(loads.begin(), loads.end());
  // The whole folder is read: once, not for each agent.
  const auto sessions = desk.sessions.of("", desk.now());
  std::vector<Agent> agents;
  for (const store::User& user : desk.users.all()) {
    if (!user.active || !user.available || !(user.is_staff || user.is_admin))
      continue;
    const auto load = open.find(user.login);
    const Agent agent{user.login, load == open.end() ? 0 : load->second,
                      user.most_chats};
    if (agent.open < agent.most && is_signed_in(sessions, user))
      agents.push_back(agent);
  }
  return agents;
}

// users.all() comes by login, and the first of equals is taken.
Agent* least_busy(std::vector<Agent>& agents) {
  std::erase_if(agents, [](const Agent& one) { return one.open >= one.most; });
  const auto least = std::ranges::min_element(agents, {}, &Agent::open);
  return least == agents.end() ? nullptr : &*least;
}

std::vector<std::string> unassigned(Desk& desk) {
  index::Filter filter;
  filter.status = "open";
  filter.assignee = "";
  std::vector<std::string> ids;
  // Those who wait come first.
  desk.listing.walk(filter, index::Order::longest_wait,
                    [&](const index::Row& row) {
                      if (row.awaiting) ids.push_back(row.id);
                      return row.awaiting && ids.size() < kMostInRound;
                    });
  return ids;
}

bool give(Desk& desk, const std::string& id, const std::string& login) {
  const auto waits_for_anybody = [](const State& now) {
    return now.awaiting && now.status == Status::open && now.assignee.empty();
  };
  return write_by_itself(desk, id,
                         {store::Kind::assign, "s:routing", "",
                          {{"to", login}}},
                         waits_for_anybody);
}

}  // namespace

std::size_t assign_waiting(Desk& desk) {
  if (!desk.settings.now().assigns_itself) return 0;
  const std::vector<std::string> ids = unassigned(desk);
  if (ids.empty()) return 0;
  std::vector<Agent> agents = free_agents(desk);
  std::size_t given = 0;
  Round round;
  for (const std::string& id : ids) {
    Agent* const agent = least_busy(agents);
    if (!agent) break;
    if (!round.attempt([&] { return give(desk, id, agent->login); })) continue;
    ++agent->open;
    ++given;
  }
  round.end();
  return given;
}

}  // namespace support::desk

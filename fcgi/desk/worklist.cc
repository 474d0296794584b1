#include "desk/worklist.h"

#include <algorithm>
#include <map>

#include "desk/hours.h"
#include "store/record.h"

namespace support::desk {
namespace {

using index::Filter;
using index::Order;

WorkItem item_of(Desk& desk, index::Row row) {
  WorkItem item;
  item.shown_name = row.name.empty() ? guest_name(row.id) : row.name;
  if (!row.assignee.empty()) {
    const auto user = desk.users.find(row.assignee);
    item.assignee_name = user ? user->shown_name() : row.assignee;
  }
  item.row = std::move(row);
  return item;
}

std::vector<WorkItem> items_of(Desk& desk, std::vector<index::Row> rows) {
  std::vector<WorkItem> items;
  items.reserve(rows.size());
  for (index::Row& row : rows) items.push_back(item_of(desk, std::move(row)));
  return items;
}

std::vector<WorkItem> list(Desk& desk, const Filter& filter, Order order,
                           std::int64_t rows) {
  return items_of(desk,
                  desk.listing.page(filter, order, {rows, 0, {}, {}}).rows);
}

std::optional<WorkItem> longest_waiting(Desk& desk) {
  Filter open;
  open.status = "open";
  auto first = list(desk, open, Order::longest_wait, 1);
  if (first.empty() || !first.front().row.awaiting) return std::nullopt;
  return std::move(first.front());
}

}  // namespace

std::vector<WorkItem> open_ones(Desk& desk, const Person& person, Whose whose,
                                std::int64_t rows) {
  Filter filter;
  filter.status = "open";
  if (whose == Whose::mine) filter.assignee = person.login;
  if (whose == Whose::unassigned) filter.assignee = "";
  return list(desk, filter, Order::longest_wait, rows);
}

std::vector<WorkItem> latest_waiting(Desk& desk, std::int64_t rows) {
  Filter open;
  open.status = "open";
  auto items = list(desk, open, Order::newest, rows);
  std::erase_if(items, [](const WorkItem& item) {
    return !item.row.awaiting || item.row.last_by != "customer";
  });
  return items;
}

Dashboard dashboard(Desk& desk, const Person& person, Whose whose,
                    std::int64_t rows) {
  const base::Time midnight = start_of_today(desk);
  Filter pending, closed_today;
  pending.status = "pending";
  closed_today.closed_from = midnight;
  return {desk.listing.counts(person.login, midnight),
          open_ones(desk, person, whose, rows),
          list(desk, pending, Order::longest_wait, rows),
          list(desk, closed_today, Order::newest, rows),
          longest_waiting(desk)};
}

WorkPage messages_page(Desk& desk, const Person&, const Filter& filter,
                       Order order, const index::PageWish& wish) {
  WorkPage work;
  work.page = desk.listing.page(filter, order, wish);
  work.items = items_of(desk, std::move(work.page.rows));
  return work;
}

std::string guest_name(std::string_view conversation) {
  return "Guest " + std::to_string(1000 + store::crc32(conversation) % 9000);
}

base::Time start_of_today(Desk& desk) {
  use_zone(desk.settings.now().time_zone);
  return start_of_day(desk.now());
}

std::vector<AgentLoad> agents(Desk& desk) {
  const auto loads = desk.listing.loads();
  const std::map<std::string, std::int64_t> open(loads.begin(), loads.end());
  std::vector<AgentLoad> agents;
  for (const store::User& user : desk.users.all()) {
    if (!user.active || !user.is_staff) continue;
    const auto load = open.find(user.login);
    agents.push_back({user.login, user.shown_name(), user.available,
                      load == open.end() ? 0 : load->second});
  }
  return agents;
}

}  // namespace support::desk

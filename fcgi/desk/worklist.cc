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

Filter open_ones(const Person& person, Whose whose) {
  Filter filter;
  filter.status = "open";
  if (whose == Whose::mine) filter.assignee = person.login;
  if (whose == Whose::unassigned) filter.assignee = "";
  return filter;
}

}  // namespace

Dashboard dashboard(Desk& desk, const Person& person, Whose whose,
                    std::int64_t rows) {
  const base::Time midnight = start_of_today(desk);
  const auto list = [&](const Filter& filter, Order order) {
    return items_of(desk, desk.listing.page(filter, order, {rows, 0, {}, {}}).rows);
  };
  Filter pending, closed_today;
  pending.status = "pending";
  closed_today.closed_from = midnight;
  return {desk.listing.counts(person.login, midnight),
          list(open_ones(person, whose), Order::longest_wait),
          list(pending, Order::longest_wait),
          list(closed_today, Order::newest)};
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

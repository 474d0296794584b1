// The staff's lists: what awaits us first, longest wait on top.
#pragma once

#include <string>
#include <vector>

#include "desk/access.h"
#include "index/listing.h"

namespace support::desk {

struct WorkItem {
  index::Row row;
  std::string shown_name;     // the customer's, or "Guest 4821"
  std::string assignee_name;  // "" = unassigned
};

struct Dashboard {
  index::Counts counts;
  std::vector<WorkItem> open, pending, closed;  // at most `rows` of each
  std::optional<WorkItem> longest_waiting;  // whosever it is
};

enum class Whose { all, mine, unassigned };

// Open ones, the longest wait first.
std::vector<WorkItem> open_ones(Desk& desk, const Person& person, Whose whose,
                                std::int64_t rows);
// Of those who wait, the ones who wrote last, the latest first.
std::vector<WorkItem> latest_waiting(Desk& desk, std::int64_t rows);

// `whose` narrows the open ones.  `closed` holds those closed since midnight
// in the shop's zone, the latest first.
Dashboard dashboard(Desk& desk, const Person& person, Whose whose,
                    std::int64_t rows);

struct WorkPage {
  std::vector<WorkItem> items;
  index::Page page;  // its rows are moved into items
};
// One page of Support Messages.
WorkPage messages_page(Desk& desk, const Person& person,
                       const index::Filter& filter, index::Order order,
                       const index::PageWish& wish);

// "Guest 4821": the same guest always gets the same number.
std::string guest_name(std::string_view conversation);

// Midnight of today in the settings' time zone.
base::Time start_of_today(Desk& desk);

// Active agents with their open conversations, for the assignment box.
struct AgentLoad {
  std::string login;
  std::string name;
  bool available = true;
  std::int64_t open = 0;
};
std::vector<AgentLoad> agents(Desk& desk);

}  // namespace support::desk

// Lists of conversations from the index, for staff.  Has its own copy of
// names, so that a list never goes down to the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "index/database.h"
#include "index/row.h"
#include "store/paths.h"

namespace support::index {

// longest_wait: those who wait, longest first, then the others, latest first.
// newest, oldest: by the last message, file or status; with closed_from by
// the time of the close.
enum class Order { longest_wait, newest, oldest };

struct Filter {
  std::string status;                   // "" = any
  std::optional<std::string> assignee;  // "" = unassigned; none = any
  std::string customer;                 // key; "" = any
  base::Time closed_from{};  // set: now closed, and closed at or after this
};

struct Page {
  std::vector<Row> rows;
  std::int64_t total = 0;
};

struct Counts {
  std::int64_t open = 0, pending = 0, closed = 0;
  std::int64_t closed_from = 0;  // closed at or after the time asked for
  std::int64_t awaiting = 0;     // an unanswered customer message
  std::int64_t unassigned = 0, mine = 0;  // of the open ones
  std::optional<base::Time> oldest_wait;
  // Grows with each change of the index; equal means that nothing changed.
  std::int64_t version = 0;
};

// A worker's read-only view; opens the database when it is first needed and
// again when it was rebuilt.  While there is no index: empty lists, and
// ready() is false.  Conversations in which nothing was said are not listed.
// An index found damaged is removed, whereupon the housekeeper makes another.
// Throws IndexError when the index cannot be read for a passing reason.
class Listing {
 public:
  explicit Listing(store::Paths paths) : paths_(std::move(paths)) {}

  bool ready();
  Page page(const Filter& filter, Order order, std::int64_t offset,
            std::int64_t limit);
  Counts counts(const std::string& login, base::Time closed_from);
  // Also one in which nothing was said.
  std::optional<Row> row(const std::string& id);
  // Open conversations of each assignee who has any, by login.
  std::vector<std::pair<std::string, std::int64_t>> loads();

 private:
  Database* database();
  template <class Answer, class Question>
  Answer ask(Question question);
  void remove_damaged();

  store::Paths paths_;
  std::optional<Database> database_;
};

}  // namespace support::index

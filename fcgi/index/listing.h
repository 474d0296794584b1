// Lists of conversations from the index, for staff.  Has its own copy of
// names, so that a list never goes down to the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "index/database.h"
#include "store/paths.h"

namespace support::index {

struct Row {
  std::string id;
  std::string customer;        // key; never shown
  std::string name;            // as given; "" for a nameless guest
  std::string email;
  bool verified = false;
  std::string status;          // open, pending, closed
  std::string assignee;        // login, "" = unassigned
  base::Time started{};
  base::Time last{};           // last message, file or status
  std::string last_by;         // "customer", "agent", "system"
  std::string preview;         // one line of the last message or file name
  bool awaiting = false;       // an unanswered customer message
  base::Time waiting_since{};  // first unanswered customer message
  std::int64_t unread = 0;     // customer records after the last staff seen
  std::int64_t messages = 0;   // messages and files
  base::Time closed{};         // of the last close
  std::vector<std::string> tags;
};

enum class Order { longest_wait, newest, oldest };

struct Filter {
  std::string status;            // "" = any
  std::optional<std::string> assignee;  // "" = unassigned; none = any
  std::string customer;          // key; "" = any
  base::Time closed_from{};      // closed at or after
};

struct Page {
  std::vector<Row> rows;
  std::int64_t total = 0;
};

struct Counts {
  std::int64_t open = 0, pending = 0, closed = 0, closed_from = 0;
  std::int64_t awaiting = 0, unassigned = 0, mine = 0;
  std::optional<base::Time> oldest_wait;
  // Grows with each change of the index; equal means that nothing changed.
  std::int64_t version = 0;
};

// A worker's read-only view; opens the database when it is first needed and
// again when it was rebuilt.  While there is no index: empty lists, and
// ready() is false.  Conversations in which nothing was said are not listed.
class Listing {
 public:
  explicit Listing(store::Paths paths) : paths_(std::move(paths)) {}

  bool ready();
  Page page(const Filter& filter, Order order, std::int64_t offset,
            std::int64_t limit);
  Counts counts(const std::string& login, base::Time closed_from);
  std::optional<Row> row(const std::string& id);
  // Open conversations of each assignee.
  std::vector<std::pair<std::string, std::int64_t>> loads();

 private:
  Database* database();
  store::Paths paths_;
  std::optional<Database> database_;
};

}  // namespace support::index

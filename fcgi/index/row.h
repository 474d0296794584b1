// One conversation as the staff's lists show it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "index/database.h"

namespace support::index {

struct Row {
  std::string id;
  std::string customer;        // key; never shown
  std::string name;            // as given; "" for a nameless guest
  std::string email;
  bool verified = false;
  std::string status = "open";  // open, pending, closed
  std::string assignee;        // login, "" = unassigned
  base::Time started{};
  base::Time last{};           // last message, file or status
  std::string last_by;         // "customer", "agent", "system": who said it
  std::string preview;         // one line of the last message or file name
  bool awaiting = false;       // an unanswered customer message
  base::Time waiting_since{};  // first unanswered customer message
  std::int64_t unread = 0;     // customer records after the last staff seen
  std::int64_t messages = 0;   // messages and files
  base::Time closed{};         // of the last close
  std::vector<std::string> tags;
  bool has_file = false;       // one that was not taken out

  bool operator==(const Row&) const = default;
};

// The columns of the table `conversations` that make a Row, in the order in
// which both functions below count them.
inline constexpr int kRowColumnCount = 18;
extern const char kRowColumns[];

// From columns 0 to kRowColumnCount - 1.
Row read_row(const Statement& statement);
// To parameters 1 to kRowColumnCount.
void bind_row(Statement& statement, const Row& row);

}  // namespace support::index

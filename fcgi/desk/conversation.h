// What a conversation's lines add up to: its state is their fold, nothing else
// holds it.  The records are as store/conversations gives them: what was taken
// out is void, and as though it had never been written.  Also who may see which
// record, and under which name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "desk/desk.h"
#include "store/record.h"

namespace support::desk {

enum class Status { open, pending, closed };
std::string_view name_of(Status status);
std::optional<Status> status_named(std::string_view name);

struct State {
  std::string customer;  // key
  std::string name, email, page, browser;
  std::string consent;  // the sentence that was agreed to; "" = none
  bool verified = false;
  Status status = Status::open;
  std::string assignee;  // login; "" = nobody
  std::vector<std::string> tags;
  base::Time started{}, last{}, waiting_since{};
  bool awaiting = false;           // an unanswered customer message
  std::uint64_t customer_seen = 0;  // upto of the customer's last seen record
  std::uint64_t staff_seen = 0;
  std::int64_t rating = 0;  // the last one's value; 0 = none
  std::uint64_t last_n = 0;
  std::uint64_t said = 0;           // messages and files
  std::vector<std::uint64_t> removed;  // numbers taken out by redact
};

// Adds one record to the state; the records of one conversation in order.
void fold(State& state, const store::Record& record);
State fold_all(const std::vector<store::Entry>& entries);

enum class Side { customer, agent, system };
Side side_of(std::string_view by);  // "c:", "a:", anything else
// The key in "c:<key>"; "" for anybody else.
std::string customer_of(std::string_view by);
// Of a void it counts what it was.
bool customer_may_see(const store::Record& record);

// The name under which `by` is shown: an agent's display name, the customer's
// name, the shop's name for the system.  Never a login.
std::string shown_name(Desk& desk, std::string_view by,
                       std::string_view customer_name);

}  // namespace support::desk

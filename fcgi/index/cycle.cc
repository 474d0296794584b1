#include "index/cycle.h"

#include <utility>

namespace support::index {
namespace {

std::string login_of(const store::Record& record) {
  return record.by.starts_with("a:") ? record.by.substr(2) : "";
}

template <class Value>
void set(StoredCycle& cycle, Value& field, Value value) {
  if (field == value) return;
  field = std::move(value);
  cycle.is_changed = true;
}

}  // namespace

StoredCycle* Cycles::open_one() {
  return known.empty() || known.back().is_closed() ? nullptr : &known.back();
}

void Cycles::customer_said(const store::Record& record) {
  was_seen(record, record.n);
  if (open_one()) return;
  StoredCycle next;
  next.started = record.t;
  if (!known.empty()) {
    StoredCycle& before = known.back();
    next.number = before.number + 1;
    set(before, before.reopened, record.t);
    if (!before.is_answered()) set(before, before.abandoned, false);
  }
  known.push_back(std::move(next));
}

void Cycles::agent_said(const store::Record& record,
                        base::Time waiting_since) {
  const std::string login = login_of(record);
  replies.push_back({record.n, record.t, login,
                     waiting_since != base::Time{}, waiting_since});
  StoredCycle* const cycle = open_one();
  if (!cycle) return;
  cycle->is_changed = true;
  if (cycle->accepted == base::Time{}) cycle->accepted = record.t;
  if (!cycle->is_answered()) {
    cycle->first_reply = record.n;
    cycle->replied = record.t;
    cycle->replied_by = login;
    cycle->abandoned = true;  // until a sign of the customer's comes
  }
  cycle->last_reply = record.n;
  cycle->last_by = login;
  cycle->dropped = true;  // as above
}

void Cycles::was_assigned(const store::Record& record) {
  StoredCycle* const cycle = open_one();
  if (!cycle || record.field("to").empty()) return;
  if (cycle->accepted == base::Time{}) set(*cycle, cycle->accepted, record.t);
}

void Cycles::was_closed(const store::Record& record) {
  StoredCycle* const cycle = open_one();
  if (!cycle) return;
  cycle->is_changed = true;
  cycle->closed = record.t;
  cycle->closed_by = login_of(record);
  cycle->rated_agent = cycle->last_by;
  if (!cycle->is_answered()) cycle->abandoned = true;
}

void Cycles::was_seen(const store::Record& record, std::uint64_t upto) {
  for (StoredCycle& cycle : known) {
    if (!cycle.is_answered()) continue;
    if (record.n > cycle.first_reply) set(cycle, cycle.abandoned, false);
    if (upto >= cycle.last_reply) set(cycle, cycle.dropped, false);
  }
}

// Of the last close; before the first one, of what goes on.
void Cycles::was_rated(const store::Record& record) {
  was_seen(record, record.n);
  if (known.empty()) return;
  StoredCycle* rated = &known.back();
  if (!rated->is_closed() && known.size() > 1) --rated;
  rated->is_changed = true;
  rated->rating = record.number("value");
  rated->comment = record.text();
  if (!rated->is_closed()) rated->rated_agent = rated->last_by;
}

}  // namespace support::index

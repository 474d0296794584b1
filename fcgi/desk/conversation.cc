// The fold of a conversation's lines; see conversation.h.

#include "desk/conversation.h"

#include <algorithm>

namespace support::desk {

namespace {

using store::Kind;
using store::Record;

void customer_spoke(State& state, const Record& record) {
  state.status = Status::open;
  if (!state.awaiting) state.waiting_since = record.t;
  state.awaiting = true;
}

// A public word of staff: the customer's turn, unless a status record after
// it says otherwise.
void agent_spoke(State& state, const Record& record) {
  state.status = Status::pending;
  state.awaiting = false;
  state.staff_seen = std::max(state.staff_seen, record.n);
}

void said(State& state, const Record& record) {
  ++state.said;
  state.last = record.t;
  switch (side_of(record.by)) {
    case Side::customer: return customer_spoke(state, record);
    case Side::agent: return agent_spoke(state, record);
    case Side::system: return;
  }
}

void opened(State& state, const Record& record) {
  if (state.last_n == 0) {
    state.started = record.t;
    state.last = record.t;
    state.page = record.field("page");
    state.browser = record.field("browser");
  }
  state.customer = customer_of(record.by);
  state.name = record.field("name");
  state.email = record.field("email");
  state.verified = record.flag("verified");
  // Who signs in later has agreed all the same.
  if (std::string consent = record.field("consent"); !consent.empty()) {
    state.consent = std::move(consent);
  }
}

void set_status_of(State& state, const Record& record) {
  state.status = status_named(record.field("to")).value_or(state.status);
  if (state.status == Status::closed) state.awaiting = false;
  state.last = record.t;
}

void set_tag(State& state, const Record& record) {
  std::erase(state.tags, record.field("remove"));
  const std::string added = record.field("add");
  if (!added.empty() && !std::ranges::count(state.tags, added)) {
    state.tags.push_back(added);
  }
}

void set_seen(State& state, const Record& record) {
  const auto upto = static_cast<std::uint64_t>(record.number("upto"));
  std::uint64_t& seen = side_of(record.by) == Side::customer
                            ? state.customer_seen
                            : state.staff_seen;
  seen = std::max(seen, upto);
}

}  // namespace

std::string_view name_of(Status status) {
  switch (status) {
    case Status::open: return "open";
    case Status::pending: return "pending";
    case Status::closed: return "closed";
  }
  return "";
}

std::optional<Status> status_named(std::string_view name) {
  for (const Status one : {Status::open, Status::pending, Status::closed}) {
    if (name_of(one) == name) return one;
  }
  return std::nullopt;
}

void fold(State& state, const Record& record) {
  switch (record.kind) {
    case Kind::open: opened(state, record); break;
    case Kind::message:
    case Kind::file: said(state, record); break;
    case Kind::status: set_status_of(state, record); break;
    case Kind::assign: state.assignee = record.field("to"); break;
    case Kind::tag: set_tag(state, record); break;
    case Kind::seen: set_seen(state, record); break;
    case Kind::rating: state.rating = record.number("value"); break;
    case Kind::redact:
      state.removed.push_back(
          static_cast<std::uint64_t>(record.number("ref")));
      break;
    default: break;
  }
  state.last_n = record.n;
}

State fold_all(const std::vector<store::Entry>& entries) {
  State state;
  for (const store::Entry& entry : entries) fold(state, entry.record);
  return state;
}

Side side_of(std::string_view by) {
  if (by.starts_with("c:")) return Side::customer;
  if (by.starts_with("a:")) return Side::agent;
  return Side::system;
}

std::string customer_of(std::string_view by) {
  return std::string(by.starts_with("c:") ? by.substr(2) : "");
}

bool customer_may_see(const Record& record) {
  switch (record.kind) {
    case Kind::message:
    case Kind::file:
    case Kind::status:
    case Kind::assign:
    case Kind::rating: return true;
    case Kind::voided: return record.field("was") != name_of(Kind::note);
    default: return false;
  }
}

std::string shown_name(Desk& desk, std::string_view by,
                       std::string_view customer_name) {
  switch (side_of(by)) {
    case Side::customer: return std::string(customer_name);
    case Side::agent: {
      const auto user = desk.users.find(by.substr(2));
      return user ? user->shown_name() : "";
    }
    case Side::system: return desk.settings.now().shop_name;
  }
  return "";
}

}  // namespace support::desk

#include "index/fold.h"

#include <algorithm>

#include "base/text.h"

namespace support::index {
namespace {

using store::Kind;
using store::Record;

constexpr std::size_t kPreview = 160;  // code points

bool is_customers(const Record& record) { return record.by.starts_with("c:"); }
bool is_agents(const Record& record) { return record.by.starts_with("a:"); }

// A later one than the first: a guest has signed in.
void on_open(Row& row, const Record& record) {
  if (row.started == base::Time{}) row.started = row.last = record.t;
  if (is_customers(record)) row.customer = record.by.substr(2);
  row.name = record.field("name");
  row.email = record.field("email");
  row.verified = record.flag("verified");
}

void answered(Row& row) {
  row.awaiting = false;
  row.waiting_since = {};
}

void staff_have_seen(Fold& fold, std::uint64_t upto) {
  if (upto <= fold.staff_seen) return;
  const bool is_known =
      fold.unseen.size() == static_cast<std::size_t>(fold.row.unread);
  if (upto < fold.last_customer_n && !is_known) fold.is_spoilt = true;
  fold.staff_seen = upto;
  std::erase_if(fold.unseen, [upto](std::uint64_t n) { return n <= upto; });
  fold.row.unread = static_cast<std::int64_t>(fold.unseen.size());
}

void customer_said(Fold& fold, const Record& record) {
  Row& row = fold.row;
  row.last_by = "customer";
  row.status = "open";
  if (!row.awaiting) row.waiting_since = record.t;
  row.awaiting = true;
  ++row.unread;
  fold.cycles.customer_said(record);
  fold.unseen.push_back(record.n);
  fold.last_customer_n = record.n;
}

// Who answers has read what stands above.
void agent_said(Fold& fold, const Record& record) {
  fold.row.last_by = "agent";
  fold.row.status = "pending";
  fold.cycles.agent_said(record, fold.row.waiting_since);
  answered(fold.row);
  staff_have_seen(fold, record.n);
}

std::vector<std::string> quick_of(const Record& record) {
  std::vector<std::string> ids;
  if (!is_agents(record)) return ids;
  const std::string all = record.field("quick");
  for (const std::string_view id : base::split(all, ' '))
    if (!id.empty()) ids.emplace_back(id);
  return ids;
}

Side side_of(const Record& record) {
  if (record.kind == Kind::note) return Side::none;
  if (is_customers(record)) return Side::customer;
  return is_agents(record) ? Side::agent : Side::system;
}

void keep(Fold& fold, const Record& record, const std::string& words) {
  fold.said.push_back(
      {record.n, record.t, side_of(record), words, quick_of(record)});
}

void on_said(Fold& fold, const Record& record, const std::string& words) {
  Row& row = fold.row;
  keep(fold, record, words);
  ++row.messages;
  row.last = record.t;
  row.preview = base::shortened(base::one_line(words), kPreview);
  if (is_customers(record))
    customer_said(fold, record);
  else if (is_agents(record))
    agent_said(fold, record);
  else
    row.last_by = "system";
}

void on_status(Fold& fold, const Record& record) {
  Row& row = fold.row;
  const std::string to = record.field("to");
  row.last = record.t;
  if (to == "open" || to == "pending" || to == "closed") row.status = to;
  if (row.status != "closed") return;
  row.closed = record.t;
  fold.cycles.was_closed(record);
  answered(row);
}

void on_seen(Fold& fold, const Record& record) {
  const auto upto = static_cast<std::uint64_t>(record.number("upto"));
  if (is_customers(record))
    fold.cycles.was_seen(record, upto);
  else
    staff_have_seen(fold, upto);
}

void on_tag(Row& row, const Record& record) {
  std::erase(row.tags, record.field("remove"));
  const std::string tag = record.field("add");
  if (!tag.empty() && std::ranges::find(row.tags, tag) == row.tags.end())
    row.tags.push_back(tag);
}

// Nothing of an erased person stays in a list.
void on_erased(Fold& fold) {
  Row nothing;
  nothing.id = fold.row.id;
  fold.row = nothing;
  fold.unseen.clear();
  fold.said.clear();
  fold.cycles = {};
  fold.begins_anew = true;
}

}  // namespace

void add(Fold& fold, const Record& record) {
  switch (record.kind) {
    case Kind::open:
      return on_open(fold.row, record);
    case Kind::message:
      return on_said(fold, record, record.text());
    case Kind::file:
      fold.row.has_file = true;
      return on_said(fold, record, record.field("name"));
    case Kind::note:
      return keep(fold, record, record.text());
    case Kind::status:
      return on_status(fold, record);
    case Kind::assign:
      fold.row.assignee = record.field("to");
      return fold.cycles.was_assigned(record);
    case Kind::tag:
      return on_tag(fold.row, record);
    case Kind::seen:
      return on_seen(fold, record);
    case Kind::erased:
      return on_erased(fold);
    case Kind::rating:
      if (is_customers(record)) fold.cycles.was_rated(record);
      return;
    case Kind::redact:
    case Kind::voided:
    case Kind::conversation:
    case Kind::gone:
    case Kind::other:
      return;
  }
}

}  // namespace support::index

#include "index/queries.h"

namespace support::index {
namespace {

// `messages > 0` stands in every list's condition: the indexes are partial.
std::string condition(const Filter& filter) {
  std::string sql = " WHERE messages > 0";
  if (filter.closed_from != base::Time{})
    sql += " AND status = 'closed' AND closed >= ?";
  else if (!filter.status.empty())
    sql += " AND status = ?";
  if (filter.assignee) sql += " AND assignee = ?";
  if (!filter.customer.empty()) sql += " AND customer = ?";
  return sql;
}

std::string order_by(const Filter& filter, Order order) {
  if (order == Order::longest_wait) return " ORDER BY urgency, id";
  const std::string column =
      filter.closed_from != base::Time{} ? "closed" : "last";
  if (order == Order::oldest) return " ORDER BY " + column + ", id";
  return " ORDER BY " + column + " DESC, id DESC";
}

// The tallies know these answers already.
std::string tally_sql(const Filter& filter) {
  std::string sql = "SELECT coalesce(sum(listed), 0) FROM tallies WHERE 1";
  if (!filter.status.empty()) sql += " AND status = ?";
  if (filter.assignee) sql += " AND assignee = ?";
  return sql;
}

}  // namespace

const char kTallies[] =
    "SELECT status, assignee, listed, awaiting FROM tallies";
const char kClosedFrom[] =
    "SELECT count(*) FROM conversations"
    " WHERE messages > 0 AND status = 'closed' AND closed >= ?";
const char kOldestWait[] =
    "SELECT waiting_since FROM conversations"
    " WHERE messages > 0 AND awaiting = 1 ORDER BY waiting_since LIMIT 1";
const char kVersion[] = "SELECT value FROM meta WHERE name = 'version'";

std::string page_sql(const Filter& filter, Order order) {
  return std::string("SELECT ") + kRowColumns + " FROM conversations" +
         condition(filter) + order_by(filter, order) + " LIMIT ? OFFSET ?";
}

std::string total_sql(const Filter& filter) {
  if (filter.customer.empty() && filter.closed_from == base::Time{})
    return tally_sql(filter);
  return "SELECT count(*) FROM conversations" + condition(filter);
}

int bind_filter(Statement& statement, const Filter& filter) {
  int position = 1;
  if (filter.closed_from != base::Time{})
    statement.bind(position++, filter.closed_from.time_since_epoch().count());
  else if (!filter.status.empty())
    statement.bind(position++, filter.status);
  if (filter.assignee) statement.bind(position++, *filter.assignee);
  if (!filter.customer.empty()) statement.bind(position++, filter.customer);
  return position;
}

std::string row_sql() {
  return std::string("SELECT ") + kRowColumns +
         " FROM conversations WHERE id = ?";
}

}  // namespace support::index

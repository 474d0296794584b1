#include "index/queries.h"

#include "index/counted.h"
#include "index/place.h"
#include "index/words.h"

namespace support::index {
namespace {

bool is_given(base::Time time) { return time != base::Time{}; }

std::string column_of(const Filter& filter, Order order) {
  if (order == Order::longest_wait) return "urgency";
  return is_given(filter.closed_from) ? "closed" : "last";
}

// Every index has what gives its order and all that residue() asks for,
// but for by_customer, whose walks are short.
std::string index_for(const Filter& filter, Order order) {
  if (!filter.customer.empty()) return "by_customer";
  if (is_given(filter.closed_from)) return "by_closed";
  if (order == Order::longest_wait)
    return filter.status.empty() ? "by_urgency" : "by_status_urgency";
  if (!filter.status.empty()) return "by_status_last";
  return filter.assignee ? "by_assignee_last" : "by_last";
}

// `messages > 0` stands in every list's condition: the indexes are partial.
Question residue(const Filter& filter) {
  Question that{" WHERE messages > 0", {}};
  if (is_given(filter.closed_from))
    (that << " AND status = 'closed' AND closed >= ?")
        .with(ms_of(filter.closed_from));
  else if (!filter.status.empty())
    (that << " AND status = ?").with(filter.status);
  if (filter.assignee) (that << " AND assignee = ?").with(*filter.assignee);
  if (!filter.customer.empty())
    (that << " AND customer = ?").with(filter.customer);
  if (filter.verified)
    (that << " AND verified = ?").with(std::int64_t{*filter.verified});
  if (filter.has_file)
    (that << " AND has_file = ?").with(std::int64_t{*filter.has_file});
  return that;
}

// Not to be used as an index's beginning where a place gives a nearer one.
void add_dates(Question& to, const Filter& filter, bool is_bound) {
  const std::string last = is_bound ? " AND +last" : " AND last";
  if (is_given(filter.from)) (to << last << " >= ?").with(ms_of(filter.from));
  if (is_given(filter.until)) (to << last << " < ?").with(ms_of(filter.until));
}

void add_place(Question& to, const Search& search) {
  const bool is_falling = search.order == Order::newest;
  const auto& place = search.after ? search.after : search.before;
  if (!place) return;
  const bool is_below = is_falling == search.after.has_value();
  to << " AND (" << column_of(search.filter, search.order)
     << (is_below ? ", key) < (?, ?)" : ", key) > (?, ?)");
  to.with(place->first).with(place->second);
}

void add_sets(Question& to, const Search& search) {
  const std::vector<Question> sets = sets_of(search.filter);
  for (std::size_t i = 0; i < sets.size(); ++i)
    to << (search.leader == i ? " AND key IN (" : " AND +key IN (") << sets[i]
       << ")";
}

std::string source(const Search& search) {
  if (search.leader) return " FROM conversations NOT INDEXED";
  return " FROM conversations INDEXED BY " +
         index_for(search.filter, search.order);
}

std::string order_by(const Search& search) {
  const bool is_turned = search.before && !search.after;
  const bool is_falling = (search.order == Order::newest) != is_turned;
  const std::string way = is_falling ? " DESC" : "";
  return " ORDER BY " + column_of(search.filter, search.order) + way +
         ", key" + way;
}

Question tally_question(const Filter& filter) {
  Question that{"SELECT coalesce(sum(listed), 0) FROM tallies WHERE 1", {}};
  if (!filter.status.empty()) (that << " AND status = ?").with(filter.status);
  if (filter.assignee) (that << " AND assignee = ?").with(*filter.assignee);
  return that;
}

Question found(const Search& search, std::string_view columns) {
  Question that{"SELECT ", {}};
  that << columns << source(search) << residue(search.filter);
  add_dates(that, search.filter, search.after || search.before);
  add_place(that, search);
  add_sets(that, search);
  return that;
}

}  // namespace

Question& Question::operator<<(std::string_view more) {
  sql += more;
  return *this;
}

Question& Question::with(std::int64_t value) {
  values.emplace_back(value);
  return *this;
}

Question& Question::with(std::string_view value) {
  values.emplace_back(std::string(value));
  return *this;
}

Question& Question::operator<<(const Question& more) {
  sql += more.sql;
  values.insert(values.end(), more.values.begin(), more.values.end());
  return *this;
}

Statement prepare(Database& database, const Question& question) {
  Statement statement = database.prepare(question.sql);
  int position = 1;
  for (const auto& value : question.values)
    std::visit([&](const auto& it) { statement.bind(position++, it); }, value);
  return statement;
}

std::vector<Question> sets_of(const Filter& filter) {
  std::vector<Question> sets;
  if (filter.awaiting)
    sets.emplace_back("SELECT key FROM conversations INDEXED BY by_wait"
                      " WHERE messages > 0 AND awaiting = 1");
  if (!filter.tag.empty())
    sets.emplace_back("SELECT conversation FROM tags WHERE tag = ?")
        .with(filter.tag);
  const Wanted person = Wanted::beginnings(filter.person);
  if (!person.is_empty())
    sets.emplace_back("SELECT rowid FROM people WHERE people MATCH ?")
        .with(person.match());
  else if (!filter.person.empty())
    sets.emplace_back("SELECT key FROM conversations WHERE 0");
  if (filter.counted) sets.push_back(counted_question(*filter.counted));
  return sets;
}

Question size_of(const Question& set, std::int64_t most) {
  Question that{"SELECT count(*) FROM (", {}};
  that << set << " LIMIT " << std::to_string(most) << ")";
  return that;
}

Question rows_question(const Search& search) {
  Question that = found(search, std::string(kRowColumns) + ", key");
  that << order_by(search) << " LIMIT ? OFFSET ?";
  return that.with(search.limit).with(search.offset);
}

bool is_tallied(const Filter& filter) {
  return filter.customer.empty() && !filter.verified && !filter.has_file &&
         !is_given(filter.from) && !is_given(filter.until) &&
         !is_given(filter.closed_from) && sets_of(filter).empty();
}

Question total_question(const Search& search, std::int64_t most) {
  if (is_tallied(search.filter)) return tally_question(search.filter);
  Search all{search.filter, Order::newest, search.leader, {}, {}, 0, 0};
  return size_of(found(all, "1"), most);
}

Question keys_question(const Search& search, std::int64_t most) {
  Search all{search.filter, Order::newest, search.leader, {}, {}, 0, 0};
  Question that = found(all, "key, messages");
  that << " LIMIT " << std::to_string(most);
  return that;
}

Question probe_question(const Filter& filter) {
  Question that{"SELECT ", {}};
  that << kRowColumns << " FROM conversations NOT INDEXED" << residue(filter);
  add_dates(that, filter, true);
  that << " AND key = ?";
  return that;
}

std::int64_t place_in(const Filter& filter, Order order, const Row& row) {
  constexpr std::int64_t kNotWaiting = 4611686018427387904;  // as in the table
  if (order == Order::longest_wait)
    return row.awaiting ? ms_of(row.waiting_since)
                        : kNotWaiting - ms_of(row.last);
  return ms_of(is_given(filter.closed_from) ? row.closed : row.last);
}

const char kTallies[] =
    "SELECT status, assignee, listed, awaiting FROM tallies";
const char kClosedFrom[] =
    "SELECT count(*) FROM conversations INDEXED BY by_closed"
    " WHERE messages > 0 AND status = 'closed' AND closed >= ?";
const char kOldestWait[] =
    "SELECT waiting_since FROM conversations INDEXED BY by_wait"
    " WHERE messages > 0 AND awaiting = 1 ORDER BY waiting_since LIMIT 1";
const char kVersion[] = "SELECT value FROM meta WHERE name = 'version'";
const char kTagSums[] =
    "SELECT tag, conversations FROM tag_sums"
    " ORDER BY conversations DESC, tag LIMIT ?";
const char kQuickSums[] =
    "SELECT quick, uses FROM quick_sums ORDER BY uses DESC, quick LIMIT ?";
const char kClosedBefore[] =
    "SELECT id FROM conversations INDEXED BY by_status_last"
    " WHERE messages > 0 AND status = 'closed' AND last < ?"
    " ORDER BY last, key LIMIT ?";

std::string row_sql() {
  return std::string("SELECT ") + kRowColumns +
         " FROM conversations WHERE id = ?";
}

std::string awaiting_sql() {
  return std::string("SELECT ") + kRowColumns +
         " FROM conversations INDEXED BY by_wait"
         " WHERE messages > 0 AND awaiting = 1 AND status = 'open'"
         " ORDER BY waiting_since, key LIMIT ?";
}

std::string silent_sql() {
  return std::string("SELECT ") + kRowColumns +
         " FROM conversations INDEXED BY by_silence"
         " WHERE messages > 0 AND awaiting = 0 AND status <> 'closed'"
         " AND last < ? ORDER BY last, key LIMIT ?";
}

}  // namespace support::index

// The lists' questions in SQL, apart from Listing so that a test can ask
// SQLite how it would answer each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "index/listing.h"

namespace support::index {

struct Question {
  std::string sql;
  std::vector<std::variant<std::int64_t, std::string>> values;

  Question& operator<<(std::string_view more);  // SQL
  Question& with(std::int64_t value);
  Question& with(std::string_view value);
  Question& operator<<(const Question& more);
};
Statement prepare(Database& database, const Question& question);

// Conversations that have the filter's tag, person, or count in its figure:
// each a question for their keys.  None: the filter asks for no such thing.
std::vector<Question> sets_of(const Filter& filter);
// One number, `most` if there are so many or more.
Question size_of(const Question& set, std::int64_t most);

// A place as the order's column and the key have it.
using Stand = std::pair<std::int64_t, std::int64_t>;

// One way to find what a filter asks for, words aside.
struct Search {
  const Filter& filter;
  Order order = Order::newest;
  // The set that leads the way, if it is small; otherwise an index is walked
  // in the order's direction, and the sets are looked into.
  std::optional<std::size_t> leader;
  std::optional<Stand> after, before;
  std::int64_t limit = 0, offset = 0;
};
// Columns as read_row wants them, then the key.  With `before`, the nearest
// first: the other way round.
Question rows_question(const Search& search);
// The tallies know the total already, however great.
bool is_tallied(const Filter& filter);
// One number, `most` if there are so many or more.  Places, limit and offset
// do not count.
Question total_question(const Search& search, std::int64_t most);
// The keys and numbers of messages, in no order, at most `most`.
Question keys_question(const Search& search, std::int64_t most);
// Columns as read_row wants them, or no row: whether a conversation, asked
// for by its key as the last value, passes the filter, words and sets aside.
Question probe_question(const Filter& filter);

// Where a row stands in the order, by its column.
std::int64_t place_in(const Filter& filter, Order order, const Row& row);

// status, assignee, listed, awaiting of every tally.
extern const char kTallies[];
// One number.  Parameter: a time in milliseconds.
extern const char kClosedFrom[];
// One number or no row.
extern const char kOldestWait[];
extern const char kVersion[];
// A name and its number, the greatest first.  Parameter: at most so many.
extern const char kTagSums[];
extern const char kQuickSums[];
// Columns as read_row wants them.  Parameters: of the first the id, of the
// others a time in milliseconds (silent) and at most so many.
std::string row_sql();
std::string awaiting_sql();
std::string silent_sql();
// Ids.  Parameters: a time in milliseconds, at most so many.
extern const char kClosedBefore[];

}  // namespace support::index

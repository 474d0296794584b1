// The lists' questions in SQL, apart from Listing so that a test can ask
// SQLite how it would answer each.
#pragma once

#include <string>

#include "index/listing.h"

namespace support::index {

// Columns as read_row wants them.  Parameters: those of bind_filter, then
// limit and offset.
std::string page_sql(const Filter& filter, Order order);
// One number.  Parameters: those of bind_filter.
std::string total_sql(const Filter& filter);
// Binds what the filter asks for; the position of the next parameter.
int bind_filter(Statement& statement, const Filter& filter);

// status, assignee, listed, awaiting of every tally.
extern const char kTallies[];
// One number.  Parameter: a time in milliseconds.
extern const char kClosedFrom[];
// One number or no row.
extern const char kOldestWait[];
extern const char kVersion[];
// Columns as read_row wants them.  Parameter: the id.
std::string row_sql();

}  // namespace support::index

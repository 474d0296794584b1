// One conversation as a line of an export.
#pragma once

#include <string>

#include "index/row.h"
#include "web/context.h"

namespace support::web::exports {

std::string csv_head();
// Times in UTC as "2026-11-22 10:41:07", which spreadsheets take for times.
std::string csv_row(Context& context, const index::Row& row);

// {id, customer: {name, email, verified, page, browser}, status, agent,
// agent_name, started, last, closed?, tags, messages: [as staff see them]}
std::string json_row(Context& context, const index::Row& row);

}  // namespace support::web::exports

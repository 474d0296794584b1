// The statistics of some days: figures, charts, agents, comments, and all of
// it as CSV.  What each figure means stands in index/statistics.h, and in
// other words behind its "?" on the page.
#pragma once

#include "web/context.h"

namespace support::web::statistics {

// GET /support/agent/statistics/?range=today|7|30 or from=DAY&until=DAY
// (2026-11-22, both included, in the shop's zone), sort=COLUMN of the table
// of agents.  422 with what was typed when the days are none.
http::Response page(Context& context);

// GET /support/agent/statistics/export/, the same days, what=cycles (one line
// a cycle), agents, days or hours: text/csv.
http::Response csv(Context& context);

}  // namespace support::web::statistics

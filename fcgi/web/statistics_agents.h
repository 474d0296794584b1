// The table of the agents: each one's figures, sorted as a link asked.
#pragma once

#include "web/context.h"
#include "web/statistics_range.h"
#include "web/view.h"

namespace support::web::statistics {

// For p_stat_agents; sort= names a column.
Data agents_data(Context& context, const Span& span,
                 std::vector<index::AgentFigures> agents);

}  // namespace support::web::statistics

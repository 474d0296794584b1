// The figures of some days as cards, each number with the list of the
// conversations that it counts.
#pragma once

#include "index/listing.h"
#include "web/statistics_range.h"
#include "web/view.h"

namespace support::web::statistics {

// The list of the conversations that a figure counts (index::is_figure), of
// an agent's if one is named.
std::string list_url(const Span& span, std::string_view figure,
                     const std::string& agent = "");

// For p_stat_card, one after the other.
std::vector<Data> cards_data(const Span& span, const index::Figures& figures,
                             std::int64_t comments);

// The four figures of right now, for p_stat_tile.
std::vector<Data> tiles_data(const index::Counts& counts, base::Time now);

}  // namespace support::web::statistics

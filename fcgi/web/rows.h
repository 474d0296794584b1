// A conversation as a row of a list, and its status, as templates want them.
#pragma once

#include <string_view>
#include <vector>

#include "desk/worklist.h"
#include "web/context.h"
#include "web/view.h"

namespace support::web {

// is_awaiting, is_open, is_pending, is_closed: one of them is true.
void set_status_flags(Data& data, std::string_view status, bool awaiting);

// Everything that p_rows.html and conversations.html ask of a row.  `stamp`
// differs when the row looks different to a reader.
Data row_data(Context& context, const desk::WorkItem& item);
std::vector<Data> rows_data(Context& context,
                            const std::vector<desk::WorkItem>& items);

std::vector<Data> tags_data(const std::vector<std::string>& tags);

}  // namespace support::web

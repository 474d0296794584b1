// Records as a conversation's customer sees them: JSON for the widget.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/conversation.h"
#include "desk/desk.h"
#include "store/conversations.h"

namespace support::web {

// One record as its customer sees it; nothing for what is not theirs to see.
std::optional<base::json::Object> customer_view(desk::Desk& desk,
                                                const store::Record& record);

// Those of a batch that are the customer's to see.
base::json::Array customer_views(desk::Desk& desk,
                                 const std::vector<store::Entry>& entries);

}  // namespace support::web

// A conversation as Conversation Detail shows it: days, messages, files,
// internal notes and what happened in between.
#pragma once

#include <optional>
#include <vector>

#include "desk/conversation.h"
#include "store/conversations.h"
#include "web/context.h"
#include "web/view.h"

namespace support::web {

// The customer's name, or "Guest 4821".
std::string customer_name(const desk::State& state, std::string_view id);

// One item of p_message.html a record that staff see, with a line where a day
// begins.  `entries` from the first record on, `state` their fold.
std::vector<Data> thread_data(Context& context,
                              const store::ConversationId& id,
                              const std::vector<store::Entry>& entries,
                              const desk::State& state);

// One record as staff see it in JSON; nothing for what the page does not show
// either.
std::optional<base::json::Object> staff_view(desk::Desk& desk,
                                             const store::Record& record);

}  // namespace support::web

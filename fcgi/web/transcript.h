// A conversation in plain text, to keep: for its customer, or for staff.
#pragma once

#include <string>

#include "desk/desk.h"
#include "store/paths.h"

namespace support::web {

// In the settings' time zone, and says so.  What somebody said is indented: no
// message can pass for a line of somebody else.  `as_staff` includes internal
// notes and what became of the conversation.
std::string transcript_text(desk::Desk& desk, const store::ConversationId& id,
                            bool as_staff);

}  // namespace support::web

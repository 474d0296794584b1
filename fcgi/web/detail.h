// Conversation Detail: the whole chat, its customer, status and assignment.
#pragma once

#include "web/context.h"

namespace support::web {

// The page of the conversation in the path; the caller has let staff in.
// Opening it is noted in the audit log, a page's own refresh is not.
http::Response detail(Context& context);

}  // namespace support::web

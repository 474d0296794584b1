// The pages that have one URL for everybody: staff see conversations there,
// customers how to use the widget (design.md section 6).
#pragma once

#include "web/context.h"

namespace support::web::support {

// GET /support/conversations/: Support Messages for staff (messages_page.h),
// the widget guide for everybody else.
http::Response conversations(Context& context);

// GET /support/conversation/<id>/: Conversation Detail for staff; 303 to
// /support/conversations/ for everybody else.
http::Response conversation(Context& context);

}  // namespace support::web::support

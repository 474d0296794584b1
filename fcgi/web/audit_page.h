// The audit log in the Admin Panel.
#pragma once

#include "web/context.h"

namespace support::web::admin {

// GET /support/admin/audit/?day=2026-11-22&event=&actor=&before=OFFSET: that
// day (UTC; today if none is named), newest first, 100 lines a page.
http::Response audit(Context& context);

}  // namespace support::web::admin

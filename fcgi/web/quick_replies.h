// Quick replies, to be kept: one's own, and for admins those that everybody
// shares.  (Using them in an answer is the composer's.)
#pragma once

#include "web/context.h"

namespace support::web::quick {

// GET /support/agent/quick-replies/
http::Response list(Context& context);
// POST /support/agent/quick-replies/ (owner=own|shared, shortcut, title,
// text): 303; 422, or 409 when the shortcut is taken, with what was typed.
http::Response add(Context& context);

// GET /support/agent/quick-replies/<quick>/: 404 for another agent's own.
http::Response edit(Context& context);
// POST /support/agent/quick-replies/<quick>/ (rev, what=save with shortcut,
// title, text; or what=remove): 303; 409 with both versions when somebody was
// faster; 403 for a shared one by who is no admin.
http::Response change(Context& context);

// GET /support/agent/quick-replies/export/?whose=own|shared: text/csv with
// shortcut, title, text, owner.
http::Response export_csv(Context& context);
// POST /support/agent/quick-replies/import/ (file, owner): all rows or none;
// 422 names each row that is wrong.
http::Response import_csv(Context& context);

}  // namespace support::web::quick

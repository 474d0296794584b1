// Many conversations changed by one form of Support Messages.
#pragma once

#include "web/context.h"

namespace support::web::bulk {

// POST /support/agent/api/bulk/
//   action   assign, close, tag, untag, reopen (what a close did)
//   to, tag  the login ("" = nobody), or the tag
//   id       as often as there are conversations, at most 100; or `ids`, the
//            same with blanks between.  <id>.<messages>.<last> says what the
//            page showed (index::Row): a close is skipped when the customer
//            has said more; <id>.o or .p is the status that reopen goes back to
//   key      makes it count once; each conversation gets one of its own of it
//   back     the query of the page: where the answer leads
// 303 to that page with what was done and what was skipped; JSON when asked:
// {action, done: [ids], skipped: [{id, why}]}, why one of same, news, changed,
// missing, full, failed.  422 when nothing was chosen, the page again.
http::Response post(Context& context);

}  // namespace support::web::bulk

// What Support Messages shows, as a file: everything that the filters give,
// not only the page.
#pragma once

#include "web/context.h"

namespace support::web::exports {

// GET /support/agent/export/?format=csv|jsonl (csv), and the fields of
// messages_filter.h.
//   csv    a line a conversation, at most 50,000: UTF-8 with a byte order
//          mark, times in UTC
//   jsonl  an object a conversation with everything that staff see of it, at
//          most 10,000 and 64 MiB
// Never a part of what was asked for: 422, and words that say how to ask for
// less, when there is more than that, or more than can be read in 14 s, when
// the fields are wrong, or when the words to look for stand in too many
// messages.  Noted in the audit log with
// the names of the fields.
http::Response get(Context& context);

}  // namespace support::web::exports

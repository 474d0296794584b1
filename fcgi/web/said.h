// The answer to a create, send or upload: what was said and what is new.
#pragma once

#include <optional>

#include "web/context.h"

namespace support::web::widget {

// {n, t, messages, cursor, more}, the record just written among the messages;
// with `after`, everything since it, else the own record alone and
// "resync":true.  `is_new` names the conversation as well.
http::Response said(Context& context, const store::ConversationId& id,
                    const store::Appended& appended,
                    std::optional<store::Cursor> after, bool is_new);

}  // namespace support::web::widget

// What stands beside the chat on Conversation Detail: status and assignment,
// the customer, tags, their other conversations.
#pragma once

#include "desk/conversation.h"
#include "web/context.h"
#include "web/detail.h"
#include "web/view.h"

namespace support::web {

// p_status_form.html and p_close.html.
void set_status_box(Context& context, const desk::State& state,
                    const Again& again, Data& data);
// p_customer.html
void set_customer(Context& context, const desk::State& state, Data& data);
// p_tags.html
void set_tags(Context& context, const desk::State& state, const Again& again,
              Data& data);
// The customer's other conversations, the latest first.
void set_earlier(Context& context, const desk::State& state,
                 const store::ConversationId& here, Data& data);

}  // namespace support::web

// Quick replies in the composer of Conversation Detail.
#pragma once

#include <vector>

#include "store/quick_replies.h"
#include "web/context.h"
#include "web/view.h"

namespace support::web {

// Those that the asker may use, by shortcut, their placeholders filled in for
// the conversation at hand.
std::vector<store::QuickReply> quick_replies_here(Context& context);

// Sets what p_composer.html chooses from: quick_own and quick_shared, lists
// of value and label, each with has_quick_….
void set_quick_choice(Context& context, Data& data);

}  // namespace support::web

// How the rules write to a conversation: under a sender's key, counted, and,
// where the state decides, after a look at it under the conversation's lock.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "desk/conversation.h"
#include "desk/desk.h"

namespace support::desk {

using Written = std::expected<store::Appended, base::Refusal>;

std::unexpected<base::Refusal> refused(base::Reason reason,
                                       std::string detail = "");

// A key for another record of the same write, or of the same form: the same
// key and ending (1 to 4 characters) give the same.
std::string derived_key(const std::string& key, std::string_view ending);

// As Conversations::append.  Refused also: bad_request (detail "key") when the
// first draft's id is no sender's key.
Written append(Desk& desk, const store::ConversationId& id,
               std::vector<store::Draft> drafts,
               const store::Conversations::Prepare& prepare = {});

// Asked for the state under the lock; true: write.  False: it is so already,
// or need not be: nothing is written, and n is 0.
using Decide =
    std::function<std::expected<bool, base::Refusal>(const State& now)>;
Written append_if(Desk& desk, const store::ConversationId& id,
                  std::vector<store::Draft> drafts, const Decide& decide);

}  // namespace support::desk

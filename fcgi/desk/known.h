// What somebody knew of a conversation when they decided what to write: the
// write is refused when it is no longer so, as it would bury a message that
// they did not see, or undo what somebody else decided meanwhile.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "desk/conversation.h"

namespace support::desk {

struct Known {
  // The number of the last record seen, by whoever closes.
  std::optional<std::uint64_t> shown = {};
  // The same, by whoever replies: two answers to one question confuse.
  std::optional<std::uint64_t> read = {};
  std::optional<Status> status = {};
  std::optional<std::string> assignee = {};  // login; "" = nobody
};

// Each answers for one of them, and holds when it is not known.  To be asked
// under the conversation's lock (store's Prepare).  Refused: conflict, with a
// sentence that staff may read.

// The customer has said nothing after `shown`.
std::expected<void, base::Refusal> nothing_unseen(
    Desk& desk, const store::ConversationId& id, const Known& known);
// No agent but the one of this login has answered after `read`.
std::expected<void, base::Refusal> nothing_answered(
    Desk& desk, const store::ConversationId& id, const std::string& login,
    const Known& known);
std::expected<void, base::Refusal> status_is_known(const State& now,
                                                   const Known& known);
std::expected<void, base::Refusal> assignee_is_known(Desk& desk,
                                                     const State& now,
                                                     const Known& known);

}  // namespace support::desk

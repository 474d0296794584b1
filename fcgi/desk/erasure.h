// Forgetting a conversation, or a customer with all that they said.  (One
// message is store/redaction.)  Each may be killed at any point and run again,
// while supportd serves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <set>
#include <string>

#include "base/error.h"
#include "store/conversations.h"

namespace support::desk {

struct Erased {
  std::size_t conversations = 0;
  std::size_t files = 0;    // attached ones
  std::uint64_t bytes = 0;  // of both
  std::size_t tokens = 0;
};

struct Eraser {
  const store::Paths& paths;
  const base::Path& run_dir;
  base::Time now;
  // The audit line of each conversation; called before it goes.
  std::function<void(const store::ConversationId&)> tell;
};

// Whose conversation it is; "" when it is not there.
std::string customer_of(const store::Conversations& conversations,
                        const store::ConversationId& id);

// The guests that a signed customer was before, as far as conversations that
// they took along tell.
std::set<std::string> guests_before(const store::Paths& paths,
                                    const std::string& customer);

// Refused: not_found, gone, busy, storage_latched.  Throws IoError.
std::expected<void, base::Refusal> erase_conversation(
    const Eraser& eraser, const store::ConversationId& id, Erased& erased);

// Revokes the tokens first, so that nothing new comes; then the conversations
// go, the list of them, and the tokens.  What was theirs as a guest goes
// before what tells that they were that guest, so that a second run finds it.
// Whoever writes with a token of theirs meanwhile is refused; who comes with
// the shop's signature and a new token while this runs is taken along.
// Refused: not_found (neither list nor token), busy, storage_latched.  Throws
// IoError.
std::expected<void, base::Refusal> erase_customer(const Eraser& eraser,
                                                  const std::string& customer,
                                                  Erased& erased);

}  // namespace support::desk

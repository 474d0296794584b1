// A customer's file: the conversations that are theirs, as records of kind
// `conversation` (id: the key of the create that made it; token: the hash of
// the token that did) and `gone`, of those that were taken away on purpose.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/conversations.h"

namespace support::store {

struct CustomerEntry {
  ConversationId conversation;
  std::string key;  // of the create; "" when taken over from a guest
  base::Time t;
  bool is_gone = false;
};

class Customers {
 public:
  explicit Customers(Paths paths) : paths_(std::move(paths)) {}

  // Oldest first, without those that are gone; empty for an unknown customer.
  std::vector<CustomerEntry> conversations(std::string_view customer) const;

  // The conversation that `key` stands for: the one noted earlier under the
  // same key, or `fresh`, noted now and on disk.  Written before the
  // conversation is, so a retry after a crash between the two makes the same.
  // `token` is its hash, "" where none made it.  Refused: busy,
  // storage_latched, bad_request (a malformed key), gone (the conversation of
  // that key was taken away: its words are not stored anew).
  std::expected<CustomerEntry, base::Refusal> note(
      std::string_view customer, std::string_view key,
      const ConversationId& fresh, base::Time now,
      std::string_view token = {});

  // Writes, before a conversation is taken away, that it is; once, and only
  // where the list names it.  Refused: busy, storage_latched.
  std::expected<void, base::Refusal> note_gone(
      std::string_view customer, const ConversationId& conversation,
      base::Time now);

  // Unlinks the list if it still has as many entries as `seen`, gone or not;
  // who writes to it meanwhile begins another.  False when there are more, or
  // there is no list.  Refused: busy, storage_latched.
  std::expected<bool, base::Refusal> remove(std::string_view customer,
                                            std::size_t seen);
  // With those that are gone.
  std::vector<CustomerEntry> all(std::string_view customer) const;

 private:
  Paths paths_;
};

}  // namespace support::store

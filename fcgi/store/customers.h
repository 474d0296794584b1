// A customer's file: the conversations that are theirs, as records of kind
// `conversation` (id: the key of the create that made it, token: the hash of
// the token that it came with).
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
};

class Customers {
 public:
  explicit Customers(Paths paths) : paths_(std::move(paths)) {}

  // Oldest first; empty for an unknown customer.
  std::vector<CustomerEntry> conversations(std::string_view customer) const;

  // The conversation that `key` stands for: the one noted earlier under the
  // same key, or `fresh`, noted now and on disk.  Written before the
  // conversation is, so a retry after a crash between the two makes the same.
  // `token` is the hash of the token that makes it, "" where none does.
  // Refused: busy, storage_latched, bad_request (a malformed key).
  std::expected<CustomerEntry, base::Refusal> note(
      std::string_view customer, std::string_view key,
      const ConversationId& fresh, base::Time now,
      std::string_view token = {});

 private:
  Paths paths_;
};

}  // namespace support::store

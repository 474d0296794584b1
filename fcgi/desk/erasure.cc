#include "desk/erasure.h"

#include <algorithm>
#include <vector>

#include "desk/conversation.h"
#include "desk/message.h"
#include "store/customers.h"
#include "store/folder.h"
#include "store/removal.h"
#include "store/tokens.h"

namespace support::desk {
namespace {

using base::Reason;
using base::Refusal;
using Done = std::expected<void, Refusal>;

// New conversations may come in so often before we give up.
constexpr int kTries = 5;

void count(const store::Paths& paths, const store::ConversationId& id,
           Erased& erased) {
  ++erased.conversations;
  if (const auto stamp = base::stamp_of(paths.conversation(id)))
    erased.bytes += stamp->bytes;
  const base::Path folder = paths.files_of(id);
  for (const std::string& name : store::names_in(folder)) {
    ++erased.files;
    if (const auto stamp = base::stamp_of(folder / name))
      erased.bytes += stamp->bytes;
  }
}

// Those whose the conversation was before it was `customer`'s.
std::set<std::string> earlier_owners(const store::Conversations& conversations,
                                     const store::ConversationId& id,
                                     const std::string& customer) {
  std::set<std::string> before, found;
  conversations.walk(id, 0, [&](store::Entry&& entry) {
    if (entry.record.kind != store::Kind::open) return true;
    const std::string owner = customer_of(entry.record.by);
    if (owner == customer) found.insert(before.begin(), before.end());
    if (!owner.empty() && owner != customer) before.insert(owner);
    return true;
  });
  return found;
}

// False when it is not there.
std::expected<bool, Refusal> erase_if_there(const Eraser& eraser,
                                            const store::ConversationId& id,
                                            Erased& erased) {
  const Done done = erase_conversation(eraser, id, erased);
  if (done) return true;
  const bool is_missing = done.error().reason == Reason::not_found ||
                          done.error().reason == Reason::gone;
  if (is_missing) return false;
  return std::unexpected(done.error());
}

// All in `customer`'s list but those in `later`; then the list, if nothing
// was added to it meanwhile.
std::expected<bool, Refusal> erase_list(
    const Eraser& eraser, const std::string& customer,
    const std::set<store::ConversationId>& later, Erased& erased) {
  store::Customers customers(eraser.paths);
  const auto entries = customers.all(customer);
  std::vector<store::ConversationId> missing;
  for (const store::CustomerEntry& entry : entries) {
    if (later.contains(entry.conversation)) continue;
    const auto there = erase_if_there(eraser, entry.conversation, erased);
    if (!there) return there;
    if (!*there && !entry.is_gone) missing.push_back(entry.conversation);
  }
  // They may be in the making: listed, and not yet written.
  if (!missing.empty() && !wait_for_creates(eraser.run_dir))
    return std::unexpected(Refusal{Reason::busy});
  for (const store::ConversationId& id : missing) {
    const auto there = erase_if_there(eraser, id, erased);
    if (!there) return there;
  }
  return customers.remove(customer, entries.size());
}

std::set<store::ConversationId> listed(const store::Paths& paths,
                                       const std::string& customer) {
  std::set<store::ConversationId> ids;
  for (const auto& entry : store::Customers(paths).conversations(customer))
    ids.insert(entry.conversation);
  return ids;
}

// One round; true when nothing is left.
std::expected<bool, Refusal> erase_once(const Eraser& eraser,
                                        const std::string& customer,
                                        std::set<std::string>& everybody,
                                        Erased& erased) {
  store::Tokens tokens(eraser.paths);
  const auto hashes = tokens.of(everybody);
  for (const std::string& hash : hashes) tokens.revoke(hash);
  if (!wait_for_creates(eraser.run_dir))
    return std::unexpected(Refusal{Reason::busy});
  const auto links = listed(eraser.paths, customer);
  for (const std::string& guest : everybody) {
    if (guest == customer) continue;
    const auto done = erase_list(eraser, guest, links, erased);
    if (!done) return done;
  }
  const auto done = erase_list(eraser, customer, {}, erased);
  if (!done) return done;
  for (const std::string& hash : hashes) tokens.remove(hash);
  erased.tokens += hashes.size();
  return tokens.of(everybody).empty() &&
         !base::stamp_of(eraser.paths.customer(customer));
}

}  // namespace

std::string customer_of(const store::Conversations& conversations,
                        const store::ConversationId& id) {
  std::string owner;
  conversations.walk(id, 0, [&](store::Entry&& entry) {
    if (entry.record.kind == store::Kind::open)
      owner = customer_of(entry.record.by);
    return true;
  });
  return owner;
}

std::set<std::string> guests_before(const store::Paths& paths,
                                    const std::string& customer) {
  const store::Conversations conversations(paths, {});
  std::set<std::string> guests;
  for (const store::ConversationId& id : listed(paths, customer))
    guests.merge(earlier_owners(conversations, id, customer));
  return guests;
}

Done erase_conversation(const Eraser& eraser, const store::ConversationId& id,
                        Erased& erased) {
  const auto removed =
      store::remove_conversation(eraser.paths, id, eraser.now, [&] {
        eraser.tell(id);
        count(eraser.paths, id, erased);
        return true;
      });
  if (!removed) return std::unexpected(removed.error());
  return {};
}

Done erase_customer(const Eraser& eraser, const std::string& customer,
                    Erased& erased) {
  std::set<std::string> everybody = guests_before(eraser.paths, customer);
  everybody.insert(customer);
  const bool is_known =
      store::is_customer_key(customer) &&
      (base::stamp_of(eraser.paths.customer(customer)) ||
       !store::Tokens(eraser.paths).of(everybody).empty());
  if (!is_known) return std::unexpected(Refusal{Reason::not_found});
  for (int tries = 0; tries < kTries; ++tries) {
    const auto done = erase_once(eraser, customer, everybody, erased);
    if (!done) return std::unexpected(done.error());
    if (*done) return {};
    everybody.merge(guests_before(eraser.paths, customer));
  }
  return std::unexpected(Refusal{Reason::busy});
}

}  // namespace support::desk

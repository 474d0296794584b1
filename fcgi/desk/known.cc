#include "desk/known.h"

#include <algorithm>

namespace support::desk {

namespace {

// Records read at once; few are newer than what a page shows.
constexpr std::size_t kPiece = 50;

std::unexpected<base::Refusal> conflict(std::string sentence) {
  return std::unexpected(base::Refusal{.reason = base::Reason::conflict,
                                       .detail = std::move(sentence)});
}

bool is_customers_word(const store::Entry& entry) {
  const store::Record& record = entry.record;
  return side_of(record.by) == Side::customer &&
         (record.kind == store::Kind::message ||
          record.kind == store::Kind::file);
}

}  // namespace

std::expected<void, base::Refusal> nothing_unseen(
    Desk& desk, const store::ConversationId& id, const Known& known) {
  if (!known.shown) return {};
  auto batch = desk.conversations.last(id, kPiece);
  while (batch && !batch->entries.empty()) {
    if (std::ranges::any_of(batch->entries, [&](const store::Entry& entry) {
          return entry.record.n > *known.shown && is_customers_word(entry);
        })) {
      return conflict("the customer has written in the meantime");
    }
    const store::Entry& first = batch->entries.front();
    if (!batch->more || first.record.n <= *known.shown + 1) break;
    batch = desk.conversations.before(id, first.offset, kPiece);
  }
  return {};
}

std::expected<void, base::Refusal> status_is_known(const State& now,
                                                   const Known& known) {
  if (!known.status || *known.status == now.status) return {};
  return conflict("the conversation is " + std::string(name_of(now.status)) +
                  " now");
}

std::expected<void, base::Refusal> assignee_is_known(Desk& desk,
                                                     const State& now,
                                                     const Known& known) {
  if (!known.assignee || *known.assignee == now.assignee) return {};
  if (now.assignee.empty()) return conflict("nobody has the conversation now");
  return conflict(shown_name(desk, "a:" + now.assignee, "") +
                  " has the conversation now");
}

}  // namespace support::desk

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

// By whom the newest message or file after `shown` is whose `by` fits; "" when
// there is none.
template <class Fits>
std::string said_after(Desk& desk, const store::ConversationId& id,
                       std::uint64_t shown, Fits fits) {
  const auto is_such = [&](const store::Entry& entry) {
    const store::Record& record = entry.record;
    const bool is_said = record.kind == store::Kind::message ||
                         record.kind == store::Kind::file;
    return record.n > shown && is_said && fits(record.by);
  };
  auto batch = desk.conversations.last(id, kPiece);
  while (batch && !batch->entries.empty()) {
    const auto& entries = batch->entries;
    const auto found = std::find_if(entries.rbegin(), entries.rend(), is_such);
    if (found != entries.rend()) return found->record.by;
    const store::Entry& first = entries.front();
    if (!batch->more || first.record.n <= shown + 1) break;
    batch = desk.conversations.before(id, first.offset, kPiece);
  }
  return "";
}

}  // namespace

std::expected<void, base::Refusal> nothing_unseen(
    Desk& desk, const store::ConversationId& id, const Known& known) {
  if (!known.shown) return {};
  const std::string by =
      said_after(desk, id, *known.shown, [](const std::string& who) {
        return side_of(who) == Side::customer;
      });
  if (by.empty()) return {};
  return conflict("the customer has written in the meantime");
}

std::expected<void, base::Refusal> nothing_answered(
    Desk& desk, const store::ConversationId& id, const std::string& login,
    const Known& known) {
  if (!known.read) return {};
  const std::string own = "a:" + login;
  const std::string by =
      said_after(desk, id, *known.read, [&](const std::string& who) {
        return side_of(who) == Side::agent && who != own;
      });
  if (by.empty()) return {};
  const std::string name = shown_name(desk, by, "");
  return conflict((name.empty() ? "Somebody else" : name) +
                  " answered while you wrote");
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

#include "desk/rating.h"

#include "base/text.h"
#include "desk/conversation.h"

namespace support::desk {
namespace {

using store::Kind;
using Checked = std::expected<void, base::Refusal>;

std::unexpected<base::Refusal> refused(base::Reason reason,
                                       std::string detail) {
  return std::unexpected(
      base::Refusal{.reason = reason, .detail = std::move(detail)});
}

Checked check(const Rating& rating, const std::string& key) {
  if (!store::is_message_key(key))
    return refused(base::Reason::bad_request, "key");
  if (rating.value < 1 || rating.value > kBestRating)
    return refused(base::Reason::bad_request, "value");
  if (base::has_nul(rating.comment))
    return refused(base::Reason::bad_request, "text");
  if (base::code_points(rating.comment) <= kLongestComment) return {};
  return std::unexpected(base::Refusal{.reason = base::Reason::too_long,
                                       .limit = kLongestComment,
                                       .detail = "text"});
}

// What the conversation's records say about rating it.
struct Standing {
  State state;
  bool is_answered = false;  // by one of us, in the last cycle
};

Standing standing_of(const std::vector<store::Entry>& entries) {
  Standing now;
  bool between_cycles = true;  // before the first, or after a close
  for (const auto& [record, offset] : entries) {
    const bool speaks =
        record.kind == Kind::message || record.kind == Kind::file;
    if (speaks && side_of(record.by) == Side::customer && between_cycles) {
      now.is_answered = false;
      between_cycles = false;
    }
    if (speaks && side_of(record.by) == Side::agent) now.is_answered = true;
    fold(now.state, record);
    if (now.state.status == Status::closed) between_cycles = true;
  }
  return now;
}

Checked may_be_rated(const std::vector<store::Entry>& entries) {
  const Standing now = standing_of(entries);
  if (now.state.status != Status::closed)
    return refused(base::Reason::conflict, "the conversation is not closed");
  if (!now.is_answered)
    return refused(base::Reason::conflict, "nobody has answered in it");
  return {};
}

// The store compares texts only; another value under a key is another rating.
bool has_other_value(const std::vector<store::Entry>& entries,
                     const std::string& by, const std::string& key,
                     std::int64_t value) {
  for (const auto& [record, offset] : entries) {
    if (record.kind == Kind::rating && record.by == by && record.id == key)
      return record.number("value") != value;
  }
  return false;
}

}  // namespace

std::expected<store::Appended, base::Refusal> rate(
    Desk& desk, const Person& person, const store::ConversationId& id,
    Rating rating, std::string key) {
  rating.comment = std::string(base::trimmed(rating.comment));
  if (const Checked fine = check(rating, key); !fine)
    return std::unexpected(fine.error());
  const std::string by = "c:" + person.customer;
  const auto all = desk.conversations.all(id);
  if (all && has_other_value(all->entries, by, key, rating.value))
    return refused(base::Reason::key_conflict, "");

  base::json::Object more{{"value", rating.value}};
  if (!rating.comment.empty()) more.push_back({"text", rating.comment});
  return desk.conversations.append(
      id, desk.now(),
      {{Kind::rating, by, std::move(key), std::move(more)}},
      [&](std::uint64_t) -> Checked {
        const auto now = desk.conversations.all(id);
        return now ? may_be_rated(now->entries) : Checked{};
      });
}

}  // namespace support::desk

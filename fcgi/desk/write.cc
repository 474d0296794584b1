#include "desk/write.h"

namespace support::desk {

std::unexpected<base::Refusal> refused(base::Reason reason,
                                       std::string detail) {
  return std::unexpected(
      base::Refusal{.reason = reason, .detail = std::move(detail)});
}

std::string derived_key(const std::string& key, std::string_view ending) {
  constexpr std::size_t kMostKeyBytes = 40;
  return key.substr(0, kMostKeyBytes - ending.size()) + std::string(ending);
}

Written append(Desk& desk, const store::ConversationId& id,
               std::vector<store::Draft> drafts,
               const store::Conversations::Prepare& prepare) {
  if (!store::is_message_key(drafts.front().id)) {
    return refused(base::Reason::bad_request, "key");
  }
  return desk.conversations.append(id, desk.now(), std::move(drafts), prepare);
}

Written append_if(Desk& desk, const store::ConversationId& id,
                  std::vector<store::Draft> drafts, const Decide& decide) {
  bool is_left = false;
  const auto prepare =
      [&](std::uint64_t) -> std::expected<void, base::Refusal> {
    const auto all = desk.conversations.all(id);
    const auto writes = decide(all ? fold_all(all->entries) : State{});
    if (!writes) return std::unexpected(writes.error());
    is_left = !*writes;
    if (is_left) return refused(base::Reason::conflict);
    return {};
  };
  auto done = append(desk, id, std::move(drafts), prepare);
  if (is_left) return store::Appended{};
  return done;
}

}  // namespace support::desk

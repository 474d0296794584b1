// Who types where, in the shared table; see presence.h.

#include "desk/presence.h"

#include "base/crypto.h"

namespace support::desk {

namespace {

// Customers have no number of their own; any but 0 will do.
constexpr std::uint16_t kCustomer = 1;

std::uint64_t key_of(Desk& desk, std::string_view what,
                     std::string_view conversation) {
  std::string key(what);
  key.append("|").append(conversation);
  return base::crypto::short_hash(desk.shared.hash_key(), key);
}

std::int64_t seconds_now(Desk& desk) {
  return std::chrono::floor<base::Seconds>(desk.now())
      .time_since_epoch()
      .count();
}

std::uint16_t recent(Desk& desk, std::uint64_t key) {
  const auto presence = desk.shared.presence(key);
  const bool lasts =
      seconds_now(desk) - presence.at_s <= kTypingLasts.count();
  return lasts ? presence.who : std::uint16_t{0};
}

}  // namespace

void note_customer_typing(Desk& desk, std::string_view conversation) {
  desk.shared.set_presence(key_of(desk, "customer", conversation),
                           {kCustomer, seconds_now(desk)});
}

bool customer_types(Desk& desk, std::string_view conversation) {
  return recent(desk, key_of(desk, "customer", conversation)) != 0;
}

void note_agent_typing(Desk& desk, std::string_view conversation,
                       std::uint16_t user_number) {
  desk.shared.set_presence(key_of(desk, "agent", conversation),
                           {user_number, seconds_now(desk)});
}

std::uint16_t agent_typing(Desk& desk, std::string_view conversation) {
  return recent(desk, key_of(desk, "agent", conversation));
}

}  // namespace support::desk

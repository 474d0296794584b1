// Who types where, in the shared table; see presence.h.

#include "desk/presence.h"

#include <algorithm>

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

std::uint16_t recent(Desk& desk, std::uint64_t key,
                     base::Seconds lasts = kTypingLasts) {
  const auto presence = desk.shared.presence(key);
  const bool is_recent = seconds_now(desk) - presence.at_s <= lasts.count();
  return is_recent ? presence.who : std::uint16_t{0};
}

// Agents share a few places by their numbers; of two who have the same one the
// later is seen.
constexpr int kPlaces = 8;

std::string place_of(std::string_view what, int number) {
  return std::string(what) + std::to_string(number % kPlaces);
}

std::vector<std::uint16_t> recent_ones(Desk& desk, std::string_view what,
                                       std::string_view conversation,
                                       base::Seconds lasts) {
  std::vector<std::uint16_t> numbers;
  for (int place = 0; place < kPlaces; ++place) {
    const std::uint64_t key =
        key_of(desk, place_of(what, place), conversation);
    if (const std::uint16_t number = recent(desk, key, lasts)) {
      numbers.push_back(number);
    }
  }
  std::ranges::sort(numbers);
  return numbers;
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
  const process::SharedTable::Presence now{user_number, seconds_now(desk)};
  // The customer's poll asks for one place alone.
  desk.shared.set_presence(key_of(desk, "agent", conversation), now);
  desk.shared.set_presence(
      key_of(desk, place_of("types", user_number), conversation), now);
}

std::uint16_t agent_typing(Desk& desk, std::string_view conversation) {
  return recent(desk, key_of(desk, "agent", conversation));
}

void note_agent_viewing(Desk& desk, std::string_view conversation,
                        std::uint16_t user_number) {
  desk.shared.set_presence(
      key_of(desk, place_of("views", user_number), conversation),
      {user_number, seconds_now(desk)});
}

std::vector<std::uint16_t> agents_viewing(Desk& desk,
                                          std::string_view conversation) {
  return recent_ones(desk, "views", conversation, kViewingLasts);
}

std::vector<std::uint16_t> agents_typing(Desk& desk,
                                         std::string_view conversation) {
  return recent_ones(desk, "types", conversation, kTypingLasts);
}

}  // namespace support::desk

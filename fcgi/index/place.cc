#include "index/place.h"

#include <algorithm>

#include "base/text.h"
#include "index/listing.h"
#include "store/paths.h"

namespace support::index {
namespace {

// Of store::ConversationId, in the order of their values.
constexpr std::string_view kBase32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int kRandomBits = 48;
constexpr std::int64_t kLastDay = (1 << 15) - 1;
constexpr int kSlotBits = 20;
constexpr std::int64_t kSlots = 1 << kSlotBits;
constexpr base::Time kBeginning =
    std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);

// Days are numbered as though each month had 31.
std::int64_t day_of(std::string_view id) {
  const auto part = [id](std::size_t from, std::size_t count) {
    return base::to_number(id.substr(from, count)).value_or(0);
  };
  const std::int64_t day =
      (part(0, 4) - 2020) * 372 + (part(4, 2) - 1) * 31 + part(6, 2) - 1;
  return std::clamp<std::int64_t>(day, 0, kLastDay - 1);
}

}  // namespace

std::int64_t key_of(std::string_view id) {
  if (!store::ConversationId::parse(id)) return 0;
  std::int64_t random = 0;
  for (const char c : id.substr(9, 10))
    random = random << 5 | static_cast<std::int64_t>(kBase32.find(c));
  return day_of(id) << kRandomBits | random >> 2;
}

std::int64_t place_of(base::Time t, std::int64_t conversation,
                      std::uint64_t n) {
  const std::int64_t slot =
      (conversation % 1048573 + static_cast<std::int64_t>(n % kSlots)) % kSlots;
  return place_from(t) + slot;
}

std::int64_t place_from(base::Time t) {
  return std::max<std::int64_t>(0, (t - kBeginning).count()) << kSlotBits;
}

std::int64_t ms_of(base::Time time) { return time.time_since_epoch().count(); }

base::Time time_of(std::int64_t ms) { return base::Time(base::Millis(ms)); }

std::optional<Place> Place::parse(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == text.npos) return std::nullopt;
  const auto key = base::to_number(text.substr(0, dot));
  const auto id = store::ConversationId::parse(text.substr(dot + 1));
  if (!key || !id) return std::nullopt;
  return Place{*key, id->text()};
}

std::string Place::text() const { return std::to_string(key) + "." + id; }

}  // namespace support::index

// GCRA: a bucket holds the time at which the next try would be exactly on
// pace.  One 64-bit word, changed by compare-and-swap, so that no process can
// leave it locked.

#include "desk/pace.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "base/crypto.h"
#include "base/text.h"

namespace support::desk {

namespace {

// Between two processes that look at the clock, and work, at the same time.
constexpr std::int64_t kSlackUs = 30'000'000;

struct Pace {
  std::int64_t step_us;   // between two tries at an even pace
  std::int64_t burst_us;  // how far ahead of it one may be
  // No try leads further ahead than this: the clock was set back since, and
  // what was counted before would hold everybody up for as long as that.
  std::int64_t furthest_us() const { return burst_us + step_us + kSlackUs; }
};

Pace pace_of(const base::Rate& rate) {
  const std::int64_t whole = std::int64_t{rate.per_seconds} * 1'000'000;
  const std::int64_t step = whole / std::max(rate.count, 1);
  return {step, whole - step};
}

std::atomic<std::int64_t>& bucket_of(process::SharedTable& table,
                                     std::string_view what,
                                     std::string_view who) {
  std::string key(what);
  key.append("|").append(who);
  return table.bucket(base::crypto::short_hash(table.hash_key(), key));
}

std::int64_t micros(base::Time now) {
  return now.time_since_epoch().count() * 1000;
}

std::int64_t ahead_of(std::int64_t now_us, std::int64_t due_us,
                      const Pace& p) {
  const std::int64_t ahead = std::max<std::int64_t>(0, due_us - now_us);
  return ahead > p.furthest_us() ? 0 : ahead;
}

std::unexpected<base::Refusal> too_fast(std::int64_t wait_us) {
  return std::unexpected(
      base::Refusal{.reason = base::Reason::too_fast,
                    .retry_after_s = (wait_us + 999'999) / 1'000'000});
}

}  // namespace

std::expected<void, base::Refusal> pace(process::SharedTable& table,
                                        std::string_view what,
                                        std::string_view who,
                                        const base::Rate& rate,
                                        base::Time now) {
  const Pace p = pace_of(rate);
  std::atomic<std::int64_t>& bucket = bucket_of(table, what, who);
  std::int64_t due = bucket.load(std::memory_order_relaxed);
  while (true) {
    const std::int64_t ahead = ahead_of(micros(now), due, p);
    if (ahead > p.burst_us) return too_fast(ahead - p.burst_us);
    if (bucket.compare_exchange_weak(due, micros(now) + ahead + p.step_us,
                                     std::memory_order_relaxed)) {
      return {};
    }
  }
}

std::expected<void, base::Refusal> pace_allows(process::SharedTable& table,
                                               std::string_view what,
                                               std::string_view who,
                                               const base::Rate& rate,
                                               base::Time now) {
  const Pace p = pace_of(rate);
  const std::int64_t due =
      bucket_of(table, what, who).load(std::memory_order_relaxed);
  const std::int64_t ahead = ahead_of(micros(now), due, p);
  if (ahead > p.burst_us) return too_fast(ahead - p.burst_us);
  return {};
}

std::string pace_address(std::string_view remote_address) {
  const std::string text(remote_address);
  struct in6_addr address {};
  if (::inet_pton(AF_INET6, text.c_str(), &address) != 1) return text;
  const std::string_view bytes(reinterpret_cast<const char*>(&address), 16);
  // An IPv4 address in IPv6 clothes is one address, not one of a /64.
  if (IN6_IS_ADDR_V4MAPPED(&address)) return base::hex(bytes);
  return base::hex(bytes.substr(0, 8));
}

}  // namespace support::desk

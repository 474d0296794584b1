// A bucket holds the second of the last failure, and in its lowest byte how
// many there were.  A word of another use (desk/pace counts microseconds) is
// far in the future when read like that, and so counts as empty.
#include "web/login_pace.h"

#include <algorithm>
#include <string>

#include "base/crypto.h"

namespace support::web {
namespace {

constexpr std::int64_t kFree = 5;
constexpr std::int64_t kLongest = 15 * 60;
constexpr std::int64_t kForgotten = 60 * 60;

struct Failures {
  std::int64_t last_s = 0;
  std::int64_t count = 0;
};

std::int64_t seconds(base::Time now) {
  return std::chrono::floor<base::Seconds>(now).time_since_epoch().count();
}

Failures failures_in(std::int64_t word, std::int64_t now_s) {
  const Failures failures{word >> 8, word & 0xff};
  if (failures.last_s > now_s) return {};
  if (now_s - failures.last_s > kForgotten) return {};
  return failures;
}

std::int64_t wait_after(std::int64_t count) {
  if (count < kFree) return 0;
  return std::min(kLongest, std::int64_t{1} << std::min(count - kFree,
                                                        std::int64_t{20}));
}

std::uint64_t key_of(process::SharedTable& table, std::string_view login) {
  return base::crypto::short_hash(table.hash_key(),
                                  "login|" + std::string(login));
}

}  // namespace

LoginPace::LoginPace(process::SharedTable& table, std::string_view login)
    : bucket_(table.bucket(key_of(table, login))) {}

std::int64_t LoginPace::wait_s(base::Time now) const {
  const std::int64_t now_s = seconds(now);
  const Failures failures = failures_in(bucket_.load(), now_s);
  const std::int64_t until = failures.last_s + wait_after(failures.count);
  return std::max(std::int64_t{0}, until - now_s);
}

bool LoginPace::note_failure(base::Time now) {
  const std::int64_t now_s = seconds(now);
  std::int64_t word = bucket_.load();
  Failures failures;
  do {
    failures = failures_in(word, now_s);
    failures.count = std::min(failures.count + 1, std::int64_t{0xff});
  } while (!bucket_.compare_exchange_weak(word, now_s << 8 | failures.count));
  return failures.count >= kFree;
}

void LoginPace::note_success() { bucket_.store(0); }

}  // namespace support::web

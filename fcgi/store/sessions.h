// Users' sessions: sessions/<BLAKE2b of the token>.json.  Idle limit 8 h,
// absolute 12 h (design.md section 6); at most 10 a user, the oldest goes.
// last_seen is the file's time of modification and stands nowhere else: a
// touch can then never bring back a session that ended meanwhile.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/paths.h"

namespace support::store {

inline constexpr base::Seconds kSessionIdle = std::chrono::hours(8);
inline constexpr base::Seconds kSessionWhole = std::chrono::hours(12);
inline constexpr std::size_t kMostSessions = 10;

struct Session {
  std::string hash;       // its name on disk
  std::string login;
  std::int64_t epoch = 0;  // the user's session_epoch at sign-in
  base::Time started{};
  base::Time last_seen{};  // kept to the minute
  std::string address;     // REMOTE_ADDR at sign-in
  std::string browser;     // User-Agent at sign-in, shortened
};

class Sessions {
 public:
  explicit Sessions(Paths paths) : paths_(std::move(paths)) {}

  // Makes one and returns its token, which is not kept.  Sets hash, started
  // and last_seen.  Throws IoError, EIO while the latch is set.
  std::string begin(Session session, base::Time now);
  // Nothing when unknown, over or damaged.  Does not look at the user (see
  // desk/access.h for active and epoch).
  std::optional<Session> find(std::string_view token, base::Time now);
  // Moves last_seen, at most once a minute.  Does nothing to a session that
  // ended meanwhile, nor while the latch is set.
  void touch(const Session& session, base::Time now);
  // Works while the latch is set too: signing out is never refused.
  void end(std::string_view hash);
  // Oldest first; "" = everybody's.
  std::vector<Session> of(std::string_view login, base::Time now);
  // When this user was last seen, in a session that lives or is over: the time
  // of modification of sessions/<login>.seen.  Nothing: never.
  std::optional<base::Time> last_seen(std::string_view login);
  // Unlinks those that are over or damaged; how many.
  std::size_t tidy(base::Time now);

 private:
  Paths paths_;
};

}  // namespace support::store

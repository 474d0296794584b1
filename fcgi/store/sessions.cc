#include "store/sessions_over.h"

#include <fcntl.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/crypto.h"
#include "base/error.h"
#include "base/file_time.h"
#include "base/text.h"
#include "store/folder.h"
#include "store/latch.h"
#include "store/tokens.h"
#include "store/whole_file.h"

namespace support::store {
namespace {

using base::IoError;
using base::Path;
using base::Time;

constexpr std::size_t kMostBrowserCodePoints = 200;
constexpr std::string_view kSuffix = ".json";

bool is_over(const Session& session, Time now) {
  return now - session.last_seen >= kSessionIdle ||
         now - session.started >= kSessionWhole;
}

std::string as_file(const Session& session) {
  return in_lines({{"login", session.login},
                   {"epoch", session.epoch},
                   {"started", base::iso(session.started)},
                   {"address", session.address},
                   {"browser", session.browser}});
}

Session session_in(const Fields& fields, std::string_view hash, Time seen) {
  Session session;
  session.hash = hash;
  session.login = fields.text("login");
  if (!is_login(session.login)) fields.fail("login", "is no login");
  session.epoch = fields.integer("epoch", 0, 0,
                                 std::numeric_limits<std::int64_t>::max());
  session.started = fields.time("started");
  session.last_seen = seen;
  session.address = fields.text("address");
  session.browser = fields.text("browser");
  return session;
}

// A damaged session is none: its user signs in again, which repairs it.
std::optional<Session> read_session(const Path& file, std::string_view hash) {
  const auto seen = base::modified(file);
  if (!seen) return std::nullopt;
  try {
    const auto fields = read_fields(file);
    if (!fields) return std::nullopt;
    return session_in(*fields, hash, *seen);
  } catch (const IoError&) {
    throw;
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

std::vector<std::string> hashes_in(const Path& folder) {
  std::vector<std::string> hashes;
  for (std::string& name : names_in(folder)) {
    if (!name.ends_with(kSuffix)) continue;
    name.resize(name.size() - kSuffix.size());
    if (is_token_hash(name)) hashes.push_back(std::move(name));
  }
  return hashes;
}

}  // namespace

std::string Sessions::begin(Session session, Time now) {
  const std::string token = base::crypto::random_token();
  session.hash = token_hash(token);
  session.started = now;
  session.browser =
      base::shortened(base::one_line(session.browser), kMostBrowserCodePoints);
  guarded(paths_, [&] {
    std::vector<Session> others = of(session.login, now);
    for (std::size_t at = 0; at + kMostSessions <= others.size(); ++at)
      end(others[at].hash);
    const Path file = paths_.session(session.hash);
    base::replace_file(file, as_file(session), 0600);
    base::set_modified(file, now);
    const Path seen = paths_.last_seen(session.login);
    base::open_file(seen, O_WRONLY | O_CREAT | O_NOFOLLOW, 0600);
    base::set_modified(seen, now);
  });
  return token;
}

std::optional<Session> Sessions::find(std::string_view token, Time now) {
  if (!is_token(token)) return std::nullopt;
  const std::string hash = token_hash(token);
  auto session = read_session(paths_.session(hash), hash);
  if (!session || is_over(*session, now)) return std::nullopt;
  return session;
}

void Sessions::touch(const Session& session, Time now) {
  if (now - session.last_seen < std::chrono::minutes(1)) return;
  if (!is_token_hash(session.hash) || is_latched(paths_)) return;
  watched(paths_, [&] {
    base::set_modified(paths_.session(session.hash), now);
    base::set_modified(paths_.last_seen(session.login), now);
  });
}

void Sessions::end(std::string_view hash) {
  if (!is_token_hash(hash)) return;
  watched(paths_, [&] {
    if (remove_file(paths_.session(hash)))
      base::sync_directory(paths_.sessions());
  });
}

std::vector<Session> Sessions::of(std::string_view login, Time now) {
  std::vector<Session> sessions;
  for (const std::string& hash : hashes_in(paths_.sessions())) {
    auto session = read_session(paths_.session(hash), hash);
    if (!session || is_over(*session, now)) continue;
    if (login.empty() || session->login == login)
      sessions.push_back(std::move(*session));
  }
  std::ranges::sort(sessions, {}, &Session::started);
  return sessions;
}

std::optional<Time> Sessions::last_seen(std::string_view login) {
  if (!is_login(login)) return std::nullopt;
  return base::modified(paths_.last_seen(login));
}

std::vector<Session> sessions_over(const Paths& paths, Time now) {
  std::vector<Session> over;
  for (const std::string& hash : hashes_in(paths.sessions())) {
    auto session = read_session(paths.session(hash), hash);
    if (session && is_over(*session, now)) over.push_back(std::move(*session));
  }
  return over;
}

std::size_t Sessions::tidy(Time now) {
  if (is_latched(paths_)) return 0;
  return watched(paths_, [&] {
    std::size_t count = 0;
    for (const std::string& hash : hashes_in(paths_.sessions())) {
      const Path file = paths_.session(hash);
      const auto session = read_session(file, hash);
      if (session && !is_over(*session, now)) continue;
      if (remove_file(file)) ++count;
    }
    return count;
  });
}

}  // namespace support::store

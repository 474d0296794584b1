// Who did what: one JSON line an event, append-only, a file a day
// (security.md 4.9).  Never holds text, tokens, passwords or full URLs.
// Each line carries its CRC and that of the line before it, over midnight too,
// so that no line can be changed or taken out unseen.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/paths.h"

namespace support::store {

struct AuditEvent {
  std::string event;         // "authn_login_success", OWASP's vocabulary
  std::string actor;         // "a:<login>", "c:<customer>", "s:ctl" or ""
  std::string role;          // "admin", "agent", "customer", "nobody"
  std::string address;
  std::string conversation;  // "" when there is none
  std::string request;       // the request's id
  std::string detail;        // field names, logins; one line
};

// Appends in one write, under a lock; not synced.  Throws IoError; EAGAIN when
// the lock was not to be had within 2 s.  While the storage latch
// is set it is still tried, but a failure is nobody's: reads go on then, and
// some of them are noted here.
void audit(const Paths& paths, base::Time now, const AuditEvent& event);

}  // namespace support::store

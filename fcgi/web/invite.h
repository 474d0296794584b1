// Invitations: a code, used once within 72 hours, with which somebody chooses
// the password of their account; a forgotten password is replaced the same
// way.  So no admin ever knows another's password (security.md O9).
//
// The link is /support/invite/#CODE: what follows "#" is never sent, and so
// stands in no access log, no Referer and no proxy.  A script takes it from
// there; without one, the link or its code is pasted into the page.
#pragma once

#include <optional>
#include <string>

#include "store/users.h"
#include "web/context.h"
#include "web/view.h"

namespace support::web {

inline constexpr std::string_view kInvite = "/support/invite/";
inline constexpr base::Seconds kInviteLife = std::chrono::hours(72);

// Draws a code of 140 bits; the user carries its hash from now on, in place of
// any earlier one's.  The caller saves the user.
std::string draw_invitation(store::User& user, base::Time now);
void withdraw_invitation(store::User& user);
bool is_invited(const store::User& user, base::Time now);

// The code on its way from the POST that made it to the page that shows it,
// once: in a cookie, as it must stand in no URL and on no disk.
void carry_code(const Context& context, const std::string& code,
                http::Response& answer);
// What carry_code() left for the page of this user, as the link to hand over;
// "" when there is none.  The cookie goes with `answer`.
std::string carried_link(const Context& context, const store::User& user);
void drop_carried(const Context& context, http::Response& answer);

namespace invite {

// GET /support/invite/: asks for the code.
http::Response page(Context& context);

// POST /support/invite/ (code): 200 with the account's name and the form for a
// password.  With password and again: 303, signed in; 422 when the password
// will not do.  403 when the code opens nothing, 429 after too many such
// tries from one address, 503 when the server is busy.
http::Response accept(Context& context);

}  // namespace invite
}  // namespace support::web

// The Admin Panel: users, settings, the script line and the audit log.  An
// admin never chooses another's password: adding somebody makes an invitation
// (web/invite.h).
#pragma once

#include "web/context.h"

namespace support::web::admin {

// GET /support/admin/: 303 to the users for admins, to the own profile for
// other staff.
http::Response home(Context& context);

// GET /support/admin/users/
http::Response users(Context& context);
// POST /support/admin/users/ (login, name, email, role): 303 to the new user's
// page, which shows the invitation's link once; 409 or 422 with the form and
// what is wrong.
http::Response user_add(Context& context);

// GET /support/admin/users/<login>/
http::Response user(Context& context);
// POST /support/admin/users/<login>/ (rev, what): what=change takes name,
// display_name, email, role (admin, agent, customer), active=yes,
// available=yes, most_chats; what=sign_out ends all sessions; what=invite
// makes a (new) link to choose a password with, what=withdraw takes it back.
// 303, or the page with 409 or 422: the last admin stays one.
http::Response user_change(Context& context);

// GET and POST /support/admin/settings/: the fields of store/settings, rev.
// 409 with both versions when somebody else was faster.
http::Response settings(Context& context);
http::Response save_settings(Context& context);

}  // namespace support::web::admin

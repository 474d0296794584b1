// The Admin Panel: users and settings.  An admin never chooses another's
// password: adding somebody shows a random one, once (security.md O9).
#pragma once

#include "web/context.h"

namespace support::web::admin {

// GET /support/admin/: 303 to the users for admins, to the own profile for
// other staff.
http::Response home(Context& context);

// GET /support/admin/users/
http::Response users(Context& context);
// POST /support/admin/users/ (login, name, email, role): 200 with the one-time
// password; 409 or 422 with the form and what is wrong.
http::Response user_add(Context& context);

// GET /support/admin/users/<login>/
http::Response user(Context& context);
// POST /support/admin/users/<login>/ (rev, what): what=change takes role
// (admin, agent, customer), active=yes, display_name; what=sign_out ends all
// sessions.  303, or the page with 409 or 422.
http::Response user_change(Context& context);

// GET and POST /support/admin/settings/: the fields of store/settings, rev.
http::Response settings(Context& context);
http::Response save_settings(Context& context);

}  // namespace support::web::admin

// Sign in and out: /support/login/, /support/logout/.  A login makes a new
// session and ends the one the browser brought along.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "web/context.h"

namespace support::web {

// A new session for the user, which the answer's cookie carries; the session
// at hand, if there is one, is over.
void begin_session(Context& context, const store::User& user,
                   http::Response& answer);

// The hash of a new password, at the configured cost; busy as below.
std::expected<std::string, base::Refusal> hash_of(Context& context,
                                                  std::string_view password);

// The same for a password that fits, where the user's hash was made at a lower
// cost; nothing where it was not, or when no process is free.
std::optional<std::string> dearer_hash(Context& context,
                                       const store::User& user,
                                       std::string_view password);

// Whether the password fits.  Takes the same time whatever the user (nothing:
// unknown).  At most two processes compute at once, as each takes 64 MiB, and
// a quarter of the workers wait; refused as busy when there is no place to
// wait, or nothing free within 5 s.
std::expected<bool, base::Refusal> password_fits(
    Context& context, const std::optional<store::User>& user,
    std::string_view password);

namespace login {

// GET /support/login/?next=<path>: 200, or 303 for staff who are signed in.
http::Response page(Context& context);

// POST /support/login/ (csrf, login, password, next): 303 with the cookie;
// 403 when login and password do not fit, whatever the reason; 429 with
// Retry-After after too many failures; 503 when the server is busy.
http::Response sign_in(Context& context);

// POST /support/logout/ (csrf): 303 to the login page.
http::Response sign_out(Context& context);

}  // namespace login
}  // namespace support::web

// A try to sign in, wherever its form stands (our login page, the demo shop):
// throttled by account and address, timed alike for everybody, audited.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "store/users.h"
#include "web/context.h"

namespace support::web {

// What protects a login form: there is no session yet whose token it could
// carry, so its token belongs to a cookie of its own.
struct LoginForm {
  std::string token;
  std::string set_cookie;  // "" when the browser has the cookie already
};
LoginForm login_form(const Context& context);
// The token that the form at hand must carry; "" when the cookie is missing.
std::string login_form_token(const Context& context);

struct LoginTry {
  std::optional<store::User> user;  // it fits
  std::int64_t wait_s = 0;  // too many failures: not even looked at
  std::string words;        // otherwise, for the person who typed
};
// `login` as typed.  Refused: busy.
std::expected<LoginTry, base::Refusal> try_login(Context& context,
                                                 std::string_view login,
                                                 const std::string& password);

// What follows a success: the session, its cookie on the answer, the audit.
void welcome(Context& context, const store::User& user,
             const std::string& password, http::Response& answer);

}  // namespace support::web

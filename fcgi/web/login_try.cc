#include "web/login_try.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"
#include "desk/pace.h"
#include "http/cookies.h"
#include "web/forms.h"
#include "web/login.h"
#include "web/login_pace.h"
#include "web/page.h"

namespace support::web {
namespace {

constexpr std::string_view kByAddress = "login";

std::string_view cookie_name(const base::Config& config) {
  return config.tls ? "__Host-support-form" : "support-form";
}

std::string token_of(const Context& context, std::string_view cookie) {
  if (cookie.size() < 40) return "";
  return form_token(context.desk.keys.master, "login", cookie);
}

std::string waiting_words(std::int64_t seconds) {
  const std::string time =
      seconds < 120 ? std::to_string(seconds) + " seconds"
                    : std::to_string((seconds + 59) / 60) + " minutes";
  return "Too many wrong tries. Wait " + time + ", then try again.";
}

// Seconds to wait, for this account or this address; 0: go on.
std::int64_t wait_before(Context& context, const std::string& login) {
  desk::Desk& desk = context.desk;
  const LoginPace account(desk.shared, login);
  if (const auto wait = account.wait_s(desk.now()); wait > 0) return wait;
  const auto address = desk::pace_allows(
      desk.shared, kByAddress,
      desk::pace_address(context.request.remote_address),
      desk.config.limits.login_address, desk.now());
  if (address) return 0;
  return std::max<std::int64_t>(1, address.error().retry_after_s);
}

// Never the name as typed: it might be a password in the wrong field.
void count_failure(Context& context, const std::string& login, bool known) {
  desk::Desk& desk = context.desk;
  (void)desk::pace(desk.shared, kByAddress,
                   desk::pace_address(context.request.remote_address),
                   desk.config.limits.login_address, desk.now());
  const std::string who = known ? login : "unknown";
  note_event(context, "authn_login_fail", who);
  if (LoginPace(desk.shared, login).note_failure(desk.now())) {
    note_event(context, "authn_login_lock", who);
  }
}

void rehash(Context& context, store::User user, const std::string& password) {
  auto hash = dearer_hash(context, user, password);
  if (!hash) return;
  user.password_hash = std::move(*hash);
  // Somebody else may change the user just now; the next login tries again.
  (void)context.desk.users.save(std::move(user));
}

}  // namespace

LoginForm login_form(const Context& context) {
  const base::Config& config = context.desk.config;
  const std::string token = login_form_token(context);
  if (!token.empty()) return {token, ""};
  const std::string cookie = base::crypto::random_token();
  return {token_of(context, cookie),
          http::session_cookie(cookie_name(config), cookie, config.tls)};
}

std::string login_form_token(const Context& context) {
  return token_of(context, context.request.cookie(
                               cookie_name(context.desk.config)));
}

std::expected<LoginTry, base::Refusal> try_login(Context& context,
                                                 std::string_view typed,
                                                 const std::string& password) {
  const std::string login = base::lower_ascii(base::trimmed(typed));
  LoginTry tried;
  tried.wait_s = wait_before(context, login);
  if (tried.wait_s > 0) {
    tried.words = waiting_words(tried.wait_s);
    return tried;
  }
  auto user = store::is_login(login) ? context.desk.users.find(login)
                                     : std::nullopt;
  const auto fits = password_fits(context, user, password);
  if (!fits) return std::unexpected(fits.error());
  if (*fits) {
    tried.user = std::move(user);
  } else {
    tried.words = "Login or password is wrong.";
    count_failure(context, login, user.has_value());
  }
  return tried;
}

void welcome(Context& context, const store::User& user,
             const std::string& password, http::Response& answer) {
  LoginPace(context.desk.shared, user.login).note_success();
  rehash(context, user, password);
  begin_session(context, user, answer);
  context.person.login = user.login;
  context.person.is_staff = user.is_staff;
  context.person.is_admin = user.is_admin;
  note_event(context, "authn_login_success");
  note_event(context, "session_created");
}

}  // namespace support::web

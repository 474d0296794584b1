#include "web/login.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"
#include "http/cookies.h"
#include "web/dispatch.h"
#include "web/forms.h"
#include "web/login_try.h"
#include "web/page.h"

namespace support::web {
namespace {

constexpr int kSlots = 2;
constexpr int kSlotTries = 50;   // of both slots
constexpr int kSlotWaitMs = 50;  // at each: 5 s in all
constexpr std::size_t kMaxBrowser = 200;
const base::Refusal kNoSlot{base::Reason::busy, 0, 5, {}};

base::crypto::Cost cost_of(const base::Config& config) {
  return config.cheap_passwords ? base::crypto::Cost::cheap
                                : base::crypto::Cost::normal;
}

// A hash that no password fits, computed like a real one.
const std::string& dummy_hash(const base::Config& config) {
  static const std::string hash = base::crypto::hash_password(
      base::crypto::random_token(), cost_of(config));
  return hash;
}

// The first of `count` locks that is free, asking each for `wait_ms`.
std::optional<base::FileLock> take_one(const base::Config& config,
                                       const std::string& name, int count,
                                       int wait_ms) {
  for (int i = 0; i < count; ++i) {
    const std::string file = name + "-" + std::to_string(i) + ".lock";
    auto lock = base::FileLock::take(config.run_dir / file, wait_ms);
    if (lock) return lock;
  }
  return std::nullopt;
}

// Only a quarter of the workers may wait: the others go on with the chat.
std::optional<base::FileLock> take_slot(const base::Config& config) {
  if (auto slot = take_one(config, "password", kSlots, 0)) return slot;
  const auto place =
      take_one(config, "password-queue", std::max(1, config.workers / 4), 0);
  for (int turn = 0; place && turn < kSlotTries; ++turn) {
    if (auto slot = take_one(config, "password", kSlots, kSlotWaitMs)) {
      return slot;
    }
  }
  return std::nullopt;
}

// What is wrong, if anything, and what was typed besides the password.
struct Shown {
  std::string wrong, login, next;
};

http::Response login_page(Context& context, int status, const Shown& shown) {
  const LoginForm form = login_form(context);
  Data data = framed(context, "Staff sign in", "");
  data.set("wrong", shown.wrong)
      .set("typed_login", shown.login)
      .set("next", shown.next)
      .set("login_csrf", form.token);
  http::Response answer = show(context, "login", data, status);
  if (!form.set_cookie.empty()) answer.set("Set-Cookie", form.set_cookie);
  return answer;
}

}  // namespace

void begin_session(Context& context, const store::User& user,
                   http::Response& answer) {
  desk::Desk& desk = context.desk;
  if (!context.person.session.empty()) {
    desk.sessions.end(context.person.session);
  }
  store::Session session;
  session.login = user.login;
  session.epoch = user.session_epoch;
  session.address = context.request.remote_address;
  session.browser = base::shortened(
      base::one_line(context.request.header("user-agent")), kMaxBrowser);
  const std::string token = desk.sessions.begin(session, desk.now());
  answer.set("Set-Cookie",
             http::session_cookie(session_cookie_name(desk.config), token,
                                  desk.config.tls));
}

std::expected<std::string, base::Refusal> hash_of(Context& context,
                                                  std::string_view password) {
  const base::Config& config = context.desk.config;
  const auto slot = take_slot(config);
  if (!slot) return std::unexpected(kNoSlot);
  return base::crypto::hash_password(password, cost_of(config));
}

std::optional<std::string> dearer_hash(Context& context,
                                       const store::User& user,
                                       std::string_view password) {
  const auto cost = cost_of(context.desk.config);
  if (!base::crypto::needs_rehash(user.password_hash, cost)) return {};
  auto hash = hash_of(context, password);
  return hash ? std::optional(std::move(*hash)) : std::nullopt;
}

std::expected<bool, base::Refusal> password_fits(
    Context& context, const std::optional<store::User>& user,
    std::string_view password) {
  const base::Config& config = context.desk.config;
  const auto slot = take_slot(config);
  if (!slot) return std::unexpected(kNoSlot);
  const std::string& nobody = dummy_hash(config);
  const bool may = user && user->active && !user->password_hash.empty();
  const bool fits = base::crypto::password_matches(
      may ? user->password_hash : nobody, password);
  return may && fits;
}

namespace login {

http::Response page(Context& context) {
  const std::string next =
      local_path(context.request.parameter("next").value_or(""), "");
  if (context.person.is_staff) {
    return http::Response::see_other(local_path(next, kDashboard));
  }
  return login_page(context, 200, {"", "", next});
}

http::Response sign_in(Context& context) {
  const auto form = checked_form(context, login_form_token(context));
  if (!form) return page_refusal(context, form.error());
  const std::string login = form->text("login");
  const std::string password = form->text("password");
  const std::string next = local_path(form->text("next"), "");
  const auto tried = try_login(context, login, password);
  if (!tried) return page_refusal(context, tried.error());
  if (!tried->user) {
    const bool waits = tried->wait_s > 0;
    http::Response answer = login_page(
        context, waits ? 429 : 403,
        {tried->words, base::shortened(base::one_line(login), 40), next});
    if (waits) answer.set("Retry-After", std::to_string(tried->wait_s));
    return answer;
  }
  const std::string home = tried->user->is_staff
                               ? std::string(kDashboard)
                               : context.desk.settings.now().profile_url;
  auto answer = http::Response::see_other(local_path(next, home));
  welcome(context, *tried->user, password, answer);
  return answer;
}

http::Response sign_out(Context& context) {
  if (!context.person.session.empty()) {
    const auto form = checked_form(context);
    if (!form) return page_refusal(context, form.error());
    context.desk.sessions.end(context.person.session);
    note_event(context, "session_expired", "logout");
  }
  const base::Config& config = context.desk.config;
  auto answer = http::Response::see_other(kLogin);
  answer.set("Set-Cookie",
             http::session_cookie(session_cookie_name(config), "", config.tls));
  answer.set("Clear-Site-Data", "\"cache\"");
  return answer;
}

}  // namespace login
}  // namespace support::web

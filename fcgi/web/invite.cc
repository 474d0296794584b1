// Invitations; see invite.h.
#include "web/invite.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"
#include "desk/pace.h"
#include "desk/password.h"
#include "http/cookies.h"
#include "web/dispatch.h"
#include "web/forms.h"
#include "web/login.h"
#include "web/login_try.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web {
namespace {

constexpr std::size_t kCodeLetters = 28;  // 5 bits each
constexpr std::string_view kByAddress = "invite";

std::string_view once_cookie(const base::Config& config) {
  return config.tls ? "__Host-support-once" : "support-once";
}

// A code as it was drawn, of what a person typed or pasted: the whole link, in
// small letters, with blanks, O for 0; "" when it can be none.
std::string code_in(std::string_view typed) {
  if (const auto mark = typed.rfind('#'); mark != typed.npos)
    typed.remove_prefix(mark + 1);
  std::string code;
  for (char c : base::lower_ascii(typed)) {
    if (c == ' ' || c == '-') continue;
    if (c == 'o') c = '0';
    if (c == 'i' || c == 'l') c = '1';
    const bool letter = c >= 'a' && c <= 'z';
    if (!letter && (c < '0' || c > '9')) return "";
    code += letter ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return code.size() == kCodeLetters ? code : "";
}

std::string in_groups(const std::string& code) {
  std::string text;
  for (std::size_t at = 0; at < code.size(); at += 4)
    text += (at > 0 ? "-" : "") + code.substr(at, 4);
  return text;
}

// Whose code this is; nobody for "", and for whoever is not invited.
std::optional<store::User> invited_by(Context& context,
                                      const std::string& code) {
  if (code.empty()) return std::nullopt;
  const std::string hash = base::crypto::blake2b_hex(code);
  for (store::User& user : context.desk.users.all()) {
    if (user.active && !user.invite_hash.empty() &&
        base::crypto::equal(user.invite_hash, hash))
      return std::move(user);
  }
  return std::nullopt;
}

// What the page shows: the first step while nobody is known.
struct Shown {
  std::string code;
  std::optional<store::User> user;
  std::string code_wrong, fresh_wrong, again_wrong, wrong;
};

http::Response invite_page(Context& context, int status, const Shown& shown) {
  const LoginForm form = login_form(context);
  Data data = framed(context, "Choose your password", "");
  add_assets(data, {"admin"}, {"invite"});
  data.set("code", shown.code)
      .set("known", shown.user.has_value())
      .set("their_login", shown.user ? shown.user->login : "")
      .set("their_name", shown.user ? shown.user->name : "")
      .set("code_wrong", shown.code_wrong)
      .set("fresh_wrong", shown.fresh_wrong)
      .set("again_wrong", shown.again_wrong)
      .set("wrong", shown.wrong)
      .set("login_csrf", form.token);
  http::Response answer = show(context, "invite", data, status);
  if (!form.set_cookie.empty()) answer.set("Set-Cookie", form.set_cookie);
  return answer;
}

http::Response no_code(Context& context, const std::string& typed,
                       const char* why) {
  desk::Desk& desk = context.desk;
  (void)desk::pace(desk.shared, kByAddress,
                   desk::pace_address(context.request.remote_address),
                   desk.config.limits.login_address, desk.now());
  note_event(context, "authn_login_fail", "invitation");
  Shown shown;
  shown.code = base::shortened(base::one_line(typed), 200);
  shown.code_wrong = why;
  return invite_page(context, 403, shown);
}

std::optional<http::Response> too_many(Context& context,
                                       const std::string& typed) {
  desk::Desk& desk = context.desk;
  const auto allowed = desk::pace_allows(
      desk.shared, kByAddress,
      desk::pace_address(context.request.remote_address),
      desk.config.limits.login_address, desk.now());
  if (allowed) return std::nullopt;
  Shown shown;
  shown.code = base::shortened(base::one_line(typed), 200);
  const std::int64_t wait =
      std::max<std::int64_t>(1, allowed.error().retry_after_s);
  shown.code_wrong = "Too many wrong codes. Wait " + std::to_string(wait) +
                     " seconds, then try again.";
  auto answer = invite_page(context, 429, shown);
  answer.set("Retry-After", std::to_string(wait));
  return answer;
}

// Nothing when the password was taken, else the page that says why not.
std::optional<http::Response> set_password(Context& context, Shown shown,
                                           const std::string& fresh,
                                           const std::string& again) {
  store::User& user = *shown.user;
  const auto fault = desk::password_fault(
      fresh, {user.login, user.name, user.display_name, user.email,
              context.desk.settings.now().shop_name});
  shown.fresh_wrong = fault.value_or("");
  if (!fault && fresh != again) shown.again_wrong = "The two passwords differ.";
  if (fault || fresh != again) return invite_page(context, 422, shown);
  auto hash = hash_of(context, fresh);
  if (!hash) {
    shown.wrong = words_of(hash.error());
    auto answer = invite_page(context, status_of(hash.error().reason), shown);
    answer.set("Retry-After", "5");
    return answer;
  }
  user.password_hash = std::move(*hash);
  withdraw_invitation(user);
  ++user.session_epoch;
  auto saved = context.desk.users.save(user);
  if (saved) {
    user = std::move(*saved);
    return std::nullopt;
  }
  // A second use at the same time, mostly: then the code opens nothing more.
  shown.user = invited_by(context, code_in(shown.code));
  shown.wrong = "This did not work just now. Try once more.";
  if (!shown.user) shown.code_wrong = "This code has just been used.";
  return invite_page(context, status_of(saved.error().reason), shown);
}

}  // namespace

std::string draw_invitation(store::User& user, base::Time now) {
  const std::string code = base::crypto::random_base32(kCodeLetters);
  user.invite_hash = base::crypto::blake2b_hex(code);
  user.invite_until = now + kInviteLife;
  return in_groups(code);
}

void withdraw_invitation(store::User& user) {
  user.invite_hash.clear();
  user.invite_until = {};
}

bool is_invited(const store::User& user, base::Time now) {
  return user.active && !user.invite_hash.empty() && now < user.invite_until;
}

void carry_code(const Context& context, const std::string& code,
                http::Response& answer) {
  const base::Config& config = context.desk.config;
  answer.set("Set-Cookie",
             http::session_cookie(once_cookie(config), code, config.tls));
}

std::string carried_link(const Context& context, const store::User& user) {
  const std::string code =
      code_in(context.request.cookie(once_cookie(context.desk.config)));
  if (code.empty() || user.invite_hash != base::crypto::blake2b_hex(code))
    return "";
  return own_origin(context) + std::string(kInvite) + "#" + in_groups(code);
}

void drop_carried(const Context& context, http::Response& answer) {
  const base::Config& config = context.desk.config;
  if (context.request.cookie(once_cookie(config)).empty()) return;
  answer.set("Set-Cookie",
             http::session_cookie(once_cookie(config), "", config.tls));
}

namespace invite {

http::Response page(Context& context) { return invite_page(context, 200, {}); }

http::Response accept(Context& context) {
  const auto form = checked_form(context, login_form_token(context));
  if (!form) return page_refusal(context, form.error());
  const std::string typed = form->text("code");
  if (auto answer = too_many(context, typed)) return std::move(*answer);
  const std::string code = code_in(typed);
  Shown shown{in_groups(code), invited_by(context, code), {}, {}, {}, {}};
  if (!shown.user) {
    return no_code(context, typed,
                   "This code opens nothing. It may have been used, or taken "
                   "back; ask for a new link.");
  }
  if (!is_invited(*shown.user, context.desk.now())) {
    return no_code(context, typed,
                   "This link has ended; it was good for 72 hours. Ask for a "
                   "new one.");
  }
  const auto fresh = form->field("fresh");
  if (!fresh) return invite_page(context, 200, shown);
  if (auto answer = set_password(context, shown, *fresh, form->text("again")))
    return std::move(*answer);

  const auto user = context.desk.users.find(shown.user->login);
  if (!user) return page_refusal(context, {base::Reason::not_found});
  auto answer = http::Response::see_other(
      user->is_staff ? std::string(kDashboard)
                     : context.desk.settings.now().profile_url);
  welcome(context, *user, *fresh, answer);
  note_event(context, "authn_password_change", "invitation");
  return answer;
}

}  // namespace invite
}  // namespace support::web

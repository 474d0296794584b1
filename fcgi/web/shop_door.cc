// The shop's own sign-in page.  It shares users and sessions with ours, as a
// shop without logins of its own may (design: "Who may do what").
#include <algorithm>

#include "base/crypto.h"
#include "http/cookies.h"
#include "web/dispatch.h"
#include "web/forms.h"
#include "web/login_try.h"
#include "web/page.h"
#include "web/shop.h"
#include "web/shop_frame.h"

namespace support::web::shop {
namespace {

constexpr std::size_t kMaxForm = 16 * 1024;
constexpr std::string_view kSignIn = "/shop/sign-in/";

// Where to go on: a page of the shop, never another site.
std::string next_in(std::string_view wanted) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '-';
  };
  const bool is_ours = wanted.starts_with("/shop/") &&
                       std::ranges::all_of(wanted, allowed) &&
                       wanted.find("//") == wanted.npos;
  return std::string(is_ours ? wanted : "/shop/");
}

// A form of the shop: besides our own origins, the shop may stand on one of
// those that use the widget.
std::expected<http::Form, base::Refusal> shop_form(Context& context,
                                                   const std::string& token) {
  std::vector<std::string> origins = context.desk.config.origins;
  const auto& shops = context.desk.settings.now().shop_origins;
  origins.insert(origins.end(), shops.begin(), shops.end());
  const auto ours = check_origin(context.request, origins);
  if (!ours) return std::unexpected(ours.error());
  if (context.request.content_type() != "application/x-www-form-urlencoded") {
    return std::unexpected(base::Refusal{base::Reason::bad_type});
  }
  context.body_read = true;
  const auto body = http::read_body(context.request, kMaxForm);
  if (!body) return std::unexpected(body.error());
  auto form = http::Form::parse(*body);
  if (!form) return form;
  if (token.empty() || !base::crypto::equal(form->text("csrf"), token)) {
    return std::unexpected(base::Refusal{
        .reason = base::Reason::csrf,
        .detail = "the form is not of this session; load its page again"});
  }
  return form;
}

struct Typed {
  std::string login;
  std::string next;
};

http::Response door(Context& context, int status, const std::string& wrong,
                    const Typed& typed) {
  const LoginForm form = login_form(context);
  Data data = frame(context, "Sign in", kSignIn);
  data.set("wrong", wrong)
      .set("tried", typed.login)
      .set("next", typed.next)
      .set("form_csrf", form.token);
  http::Response answer = page(context, "shop_sign_in", data, status);
  if (!form.set_cookie.empty()) answer.set("Set-Cookie", form.set_cookie);
  return answer;
}

}  // namespace

http::Response sign_in_page(Context& context) {
  const std::string next =
      next_in(context.request.parameter("next").value_or(""));
  if (!context.person.login.empty()) return http::Response::see_other(next);
  return door(context, 200, "", {"", next});
}

http::Response sign_in(Context& context) {
  const auto form = shop_form(context, login_form_token(context));
  if (!form) return page_refusal(context, form.error());
  const Typed typed{form->text("login"), next_in(form->text("next"))};
  const std::string password = form->text("password");
  const auto tried = try_login(context, typed.login, password);
  if (!tried) return page_refusal(context, tried.error());
  if (!tried->user) {
    const int status = tried->wait_s > 0 ? 429 : 403;
    http::Response answer = door(context, status, tried->words, typed);
    if (tried->wait_s > 0) {
      answer.set("Retry-After", std::to_string(tried->wait_s));
    }
    return answer;
  }
  auto answer = http::Response::see_other(typed.next);
  welcome(context, *tried->user, password, answer);
  return answer;
}

http::Response sign_out(Context& context) {
  if (!context.person.session.empty()) {
    const auto form = shop_form(context, session_form_token(context));
    if (!form) return page_refusal(context, form.error());
    context.desk.sessions.end(context.person.session);
    note_event(context, "session_expired", "logout");
  }
  const base::Config& config = context.desk.config;
  auto answer = http::Response::see_other("/shop/");
  answer.set("Set-Cookie",
             http::session_cookie(session_cookie_name(config), "", config.tls));
  // The widget's token of this person, and drafts, go from this browser.
  answer.set("Clear-Site-Data", "\"storage\"");
  return answer;
}

}  // namespace support::web::shop

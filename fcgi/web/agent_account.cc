// One's own profile: name, availability, password; see agent.h.
#include "base/text.h"
#include "desk/password.h"
#include "web/admin_page.h"
#include "web/agent.h"
#include "web/forms.h"
#include "web/login.h"
#include "web/login_pace.h"
#include "web/page.h"

namespace support::web::agent {
namespace {

using Errors = std::vector<store::FieldError>;

Data account_page(Context& context, const store::User& user) {
  Data data = admin_framed(context, "My profile", kAccount);
  return data.set("name", user.name)
      .set("display_name", user.display_name)
      .set("role", role_of(user))
      .set("rev", user.rev);
}

http::Response wrong(Context& context, const store::User& user,
                     const char* head, const Errors& errors) {
  Data data = account_page(context, user);
  set_errors(data, head, errors);
  return show(context, "account", data, 422);
}

http::Response saved(Context& context, store::User user, std::string_view what,
                     std::string_view next) {
  const auto done = context.desk.users.save(std::move(user));
  if (!done) return page_refusal(context, done.error());
  note_event(context, "user_updated", done->login + " " + std::string(what));
  return http::Response::see_other(next);
}

std::string account_done(const char* what) {
  return std::string(kAccount) + "?done=" + what;
}

http::Response change_profile(Context& context, const http::Form& form,
                              store::User user) {
  user.name = base::one_line(form.text("name"));
  user.display_name = base::one_line(form.text("display_name"));
  user.rev = base::to_number(form.text("rev")).value_or(-1);
  if (user.name.empty()) {
    return wrong(context, user, "The name was not saved",
                 {{"name", "A name is needed"}});
  }
  return saved(context, std::move(user), "name", account_done("profile"));
}

// Nothing, or what is wrong with one of the fields of the form.
std::expected<Errors, base::Refusal> password_errors(Context& context,
                                                     const http::Form& form,
                                                     const store::User& user) {
  desk::Desk& desk = context.desk;
  LoginPace pace(desk.shared, user.login);
  if (const std::int64_t wait = pace.wait_s(desk.now()); wait > 0) {
    return std::unexpected(base::Refusal{base::Reason::too_fast, 0, wait, {}});
  }
  const auto fits = password_fits(context, user, form.text("old"));
  if (!fits) return std::unexpected(fits.error());
  if (!*fits) {
    pace.note_failure(desk.now());
    note_event(context, "authn_login_fail", user.login + " password change");
    return Errors{{"old", "This is not the password until now"}};
  }
  const std::string fresh = form.text("fresh");
  const auto fault = desk::password_fault(
      fresh, {user.login, user.name, user.display_name, user.email,
              desk.settings.now().shop_name});
  if (fault) return Errors{{"fresh", *fault}};
  if (fresh != form.text("again")) {
    return Errors{{"again", "The two new passwords differ"}};
  }
  return Errors{};
}

// Every session of the user ends with the old password; this one gets a new
// token.
http::Response change_password(Context& context, const http::Form& form,
                               store::User user) {
  const auto errors = password_errors(context, form, user);
  if (!errors) return page_refusal(context, errors.error());
  if (!errors->empty()) {
    return wrong(context, user, "The password was not changed", *errors);
  }
  auto hash = hash_of(context, form.text("fresh"));
  if (!hash) return page_refusal(context, hash.error());
  user.password_hash = std::move(*hash);
  ++user.session_epoch;
  const auto done = context.desk.users.save(user);
  if (!done) return page_refusal(context, done.error());
  note_event(context, "authn_password_change");
  auto answer = http::Response::see_other(account_done("password"));
  begin_session(context, *done, answer);
  return answer;
}

http::Response change_availability(Context& context, const http::Form& form,
                                   store::User user) {
  const std::string wish = form.text("available");
  if (wish != "yes" && wish != "no") {
    return page_refusal(
        context, base::Refusal{base::Reason::bad_request, 0, 0, "available"});
  }
  user.available = wish == "yes";
  return saved(context, std::move(user), "availability",
               local_path(form.text("next"), kAccount));
}

}  // namespace

http::Response account(Context& context) {
  const auto user = context.desk.users.find(context.person.login);
  if (!user) {
    return page_refusal(context, base::Refusal{base::Reason::not_found});
  }
  Data data = account_page(context, *user);
  set_done(context, data, "profile", "Your name is saved.");
  set_done(context, data, "password",
           "Your password is changed. You are signed out everywhere else.");
  return show(context, "account", data);
}

http::Response availability(Context& context) {
  const auto form = checked_form(context);
  if (!form) return page_refusal(context, form.error());
  const auto user = context.desk.users.find(context.person.login);
  if (!user) {
    return page_refusal(context, base::Refusal{base::Reason::not_found});
  }
  const std::string what = form->text("what");
  if (what == "availability") return change_availability(context, *form, *user);
  if (what == "profile") return change_profile(context, *form, *user);
  if (what == "password") return change_password(context, *form, *user);
  return page_refusal(context,
                      base::Refusal{base::Reason::bad_request, 0, 0, "what"});
}

}  // namespace support::web::agent

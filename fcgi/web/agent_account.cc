// One's own profile: name, availability, password, sessions; see agent.h.
#include "base/text.h"
#include "desk/password.h"
#include "web/admin_page.h"
#include "web/admin_user.h"
#include "web/agent.h"
#include "web/choice.h"
#include "web/forms.h"
#include "web/login.h"
#include "web/login_pace.h"
#include "web/page.h"

namespace support::web::agent {
namespace {

using Errors = std::vector<store::FieldError>;

Data account_page(Context& context, const store::User& user) {
  Data data = admin_framed(context, "My profile", kAccount);
  std::vector<Data> sessions = session_rows(context, user);
  const auto count = static_cast<std::int64_t>(sessions.size());
  for (const char* field : {"name", "display_name", "old", "fresh", "again"}) {
    data.set(std::string(field) + "_wrong", "");
  }
  return data.set("name", user.name)
      .set("display_name", user.display_name)
      .set("role", role_of(user))
      .set("available", user.available)
      .set("most_chats", std::int64_t{user.most_chats})
      .set("sessions", std::move(sessions))
      .set("sessions_count", count)
      .set("has_others", count > 1)
      .set("rev", user.rev);
}

http::Response wrong(Context& context, const store::User& user,
                     const char* head, const Errors& errors) {
  Data data = account_page(context, user);
  set_errors(data, head, errors);
  return show(context, "account", data, 422);
}

// An admin has changed one's names meanwhile: both are shown.
http::Response was_faster(Context& context, store::User typed) {
  const auto stored = context.desk.users.find(typed.login);
  if (!stored) return page_refusal(context, {base::Reason::conflict});
  Errors errors;
  compare(errors, "name", stored->name, typed.name);
  compare(errors, "display_name", stored->display_name, typed.display_name);
  if (errors.empty()) errors.push_back({"", "Nothing that you typed differs"});
  typed.rev = stored->rev;
  Data data = account_page(context, typed);
  set_errors(data, "Your profile was changed elsewhere meanwhile. Save again "
                   "to have it as you typed it.", errors);
  return show(context, "account", data, 409);
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
  const Errors errors = admin::wrong_names(user);
  if (!errors.empty()) {
    return wrong(context, user, "The name was not saved", errors);
  }
  const auto stored = context.desk.users.find(user.login);
  if (stored && stored->rev != user.rev) return was_faster(context, user);
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
               next_of(form, kAccount));
}

// One session, by the name that its row has, or all but this one.
http::Response end_sessions(Context& context, const http::Form& form,
                            const store::User& user) {
  store::Sessions& sessions = context.desk.sessions;
  const std::string name = form.text("session");
  const bool all_others = form.text("what") == "end_others";
  for (const store::Session& one :
       sessions.of(user.login, context.desk.now())) {
    const bool is_here = one.hash == context.person.session;
    if (!is_here && (all_others || session_name(one) == name)) {
      sessions.end(one.hash);
    }
  }
  note_event(context, "session_expired", all_others ? "others" : "one");
  return http::Response::see_other(account_done("sessions"));
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
  set_done(context, data, "sessions", "You are signed out there.");
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
  if (what == "end_session" || what == "end_others") {
    return end_sessions(context, *form, *user);
  }
  return page_refusal(context,
                      base::Refusal{base::Reason::bad_request, 0, 0, "what"});
}

}  // namespace support::web::agent

// Users in the Admin Panel; see admin.h.
#include <map>

#include "base/text.h"
#include "desk/password.h"
#include "desk/worklist.h"
#include "web/admin.h"
#include "web/admin_page.h"
#include "web/forms.h"
#include "web/login.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web::admin {
namespace {

constexpr std::string_view kUsers = "/support/admin/users/";
using Errors = std::vector<store::FieldError>;

std::string user_url(const store::User& user) {
  return std::string(kUsers) + user.login + "/";
}

std::vector<Data> user_rows(Context& context) {
  std::map<std::string, std::int64_t> open;
  for (const auto& agent : desk::agents(context.desk)) {
    open[agent.login] = agent.open;
  }
  std::vector<Data> rows;
  for (const store::User& user : context.desk.users.all()) {
    const auto load = open.find(user.login);
    Data row;
    row.set("user", user.login)
        .set("user_name", user.shown_name())
        .set("mail", user.email)
        .set("role", role_of(user))
        .set("chats", load == open.end() ? "–" : grouped(load->second));
    set_user_state(row, user);
    rows.push_back(std::move(row));
  }
  return rows;
}

// The list, with the form to add somebody as it was typed.
Data users_page(Context& context, const store::User& typed) {
  Data data = admin_framed(context, "Users and agents", kUsers);
  std::vector<Data> rows = user_rows(context);
  data.set("count", static_cast<std::int64_t>(rows.size()))
      .set("users", std::move(rows))
      .set("typed_login", typed.login)
      .set("typed_name", typed.name)
      .set("typed_email", typed.email)
      .set("roles", role_options(typed));
  return data;
}

store::User fresh_user() {
  store::User user;
  user.is_staff = true;
  return user;
}

store::User typed_user(const http::Form& form) {
  store::User user = fresh_user();
  user.login = base::lower_ascii(base::trimmed(form.text("login")));
  user.name = base::one_line(form.text("name"));
  user.email = base::one_line(form.text("email"));
  return user;
}

Errors faults_of(const store::User& user, bool has_role) {
  Errors errors;
  if (!store::is_login(user.login)) {
    errors.push_back({"login", "The login is 1 to 40 of a-z, 0-9, dot, dash "
                               "and underscore, and begins with a letter or "
                               "digit"});
  }
  if (user.name.empty()) errors.push_back({"name", "A name is needed"});
  if (!user.email.empty() && user.email.find('@') == std::string::npos) {
    errors.push_back({"email", "This is no e-mail address"});
  }
  if (!has_role) errors.push_back({"role", "Choose a role"});
  return errors;
}

http::Response not_added(Context& context, const store::User& user,
                         const Errors& errors, int status) {
  Data data = users_page(context, user);
  set_errors(data, "The user was not added", errors);
  return show(context, "admin_users", data, status);
}

http::Response not_added(Context& context, const store::User& user,
                         const base::Refusal& refusal) {
  if (refusal.reason == base::Reason::conflict) {
    return not_added(context, user, {{"login", "This login is taken"}}, 409);
  }
  if (refusal.reason == base::Reason::bad_request) {
    return not_added(context, user,
                     {{refusal.detail, "This was not accepted"}}, 422);
  }
  return page_refusal(context, refusal);
}

// 404 for a login that is none, too.
std::optional<store::User> user_in_path(Context& context) {
  const std::string& login = context.variables.at(0);
  if (!store::is_login(login)) return std::nullopt;
  return context.desk.users.find(login);
}

std::vector<Data> session_rows(Context& context, const store::User& user) {
  std::vector<Data> rows;
  for (const auto& session :
       context.desk.sessions.of(user.login, context.desk.now())) {
    if (session.epoch != user.session_epoch) continue;
    const Moment since = moment(context.desk, session.started);
    Data row;
    row.set("since", since.date + ", " + since.time)
        .set("since_iso", since.iso)
        .set("address", session.address)
        .set("browser", session.browser.empty() ? "a browser without a name"
                                                : session.browser);
    rows.push_back(std::move(row));
  }
  return rows;
}

Data user_page(Context& context, const store::User& user) {
  Data data = admin_framed(context, user.shown_name(), kUsers);
  std::vector<Data> sessions = session_rows(context, user);
  const auto count = static_cast<std::int64_t>(sessions.size());
  data.set("user", user.login)
      .set("user_name", user.name)
      .set("display_name", user.display_name)
      .set("active", user.active)
      .set("rev", user.rev)
      .set("roles", role_options(user))
      .set("sessions_count", count > 0 ? grouped(count) : "")
      .set("sessions", std::move(sessions));
  set_user_state(data, user);
  return data;
}

http::Response not_changed(Context& context, const store::User& user,
                           const Errors& errors, int status) {
  Data data = user_page(context, user);
  set_errors(data, "The user was not changed", errors);
  return show(context, "admin_user", data, status);
}

// Takes what the form says.  Nobody takes their own rights, so that one
// admin is always left.
Errors change(Context& context, const http::Form& form, store::User& user) {
  Errors errors;
  user.display_name = base::one_line(form.text("display_name"));
  user.active = form.text("active") == "yes";
  if (!set_role(user, form.text("role"))) {
    errors.push_back({"role", "Choose a role"});
  }
  if (user.login == context.person.login && !(user.active && user.is_admin)) {
    errors.push_back({"role", "Another administrator has to take your own "
                              "rights"});
  }
  return errors;
}

}  // namespace

http::Response home(Context& context) {
  return http::Response::see_other(context.person.is_admin ? kUsers : kAccount);
}

http::Response users(Context& context) {
  return show(context, "admin_users", users_page(context, fresh_user()));
}

http::Response user_add(Context& context) {
  const auto form = checked_form(context);
  if (!form) return page_refusal(context, form.error());
  store::User user = typed_user(*form);
  const bool has_role = set_role(user, form->text("role"));
  const Errors errors = faults_of(user, has_role);
  if (!errors.empty()) return not_added(context, user, errors, 422);

  const std::string password = desk::random_password();
  auto hash = hash_of(context, password);
  if (!hash) return page_refusal(context, hash.error());
  user.password_hash = std::move(*hash);
  user.created = context.desk.now();
  const auto added = context.desk.users.add(user);
  if (!added) return not_added(context, user, added.error());
  note_event(context, "user_created", user.login + " " + role_of(user));
  Data data = users_page(context, fresh_user());
  data.set("password", password)
      .set("new_login", user.login)
      .set("new_name", user.name);
  return show(context, "admin_users", data);
}

http::Response user(Context& context) {
  const auto user = user_in_path(context);
  if (!user) {
    return page_refusal(context, base::Refusal{base::Reason::not_found});
  }
  Data data = user_page(context, *user);
  set_done(context, data, "change", "The user is saved.");
  set_done(context, data, "sign_out", "Every session of this user is over.");
  return show(context, "admin_user", data);
}

http::Response user_change(Context& context) {
  const auto form = checked_form(context);
  if (!form) return page_refusal(context, form.error());
  auto user = user_in_path(context);
  if (!user) {
    return page_refusal(context, base::Refusal{base::Reason::not_found});
  }
  const std::string what = form->text("what");
  const std::string before = role_of(*user);
  const bool was_active = user->active;
  user->rev = base::to_number(form->text("rev")).value_or(-1);
  if (what == "change") {
    const Errors errors = change(context, *form, *user);
    if (!errors.empty()) return not_changed(context, *user, errors, 422);
  } else if (what != "sign_out") {
    return page_refusal(context,
                        base::Refusal{base::Reason::bad_request, 0, 0, "what"});
  }
  const bool lost_rights = role_of(*user) != before ||
                           (was_active && !user->active);
  if (what == "sign_out" || lost_rights) ++user->session_epoch;
  const auto saved = context.desk.users.save(*user);
  if (!saved) return page_refusal(context, saved.error());
  note_event(context, "user_updated",
             user->login + " " + what + " " + role_of(*user) +
                 (user->active ? "" : " disabled"));
  return http::Response::see_other(user_url(*user) + "?done=" + what);
}

}  // namespace support::web::admin

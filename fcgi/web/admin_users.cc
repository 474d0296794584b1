// The users in the Admin Panel, and inviting one more; see admin.h.
#include <map>

#include "base/text.h"
#include "desk/worklist.h"
#include "web/admin.h"
#include "web/admin_page.h"
#include "web/admin_user.h"
#include "web/forms.h"
#include "web/invite.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web::admin {
namespace {

using Errors = std::vector<store::FieldError>;

std::string seen_words(Context& context, const store::User& user) {
  desk::Desk& desk = context.desk;
  if (const auto seen = desk.sessions.last_seen(user.login)) {
    return when_words(desk, *seen);
  }
  if (!is_invited(user, desk.now())) return "never";
  return "link valid " + how_long(user.invite_until - desk.now());
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
        .set("chats", load == open.end()
                          ? "–"
                          : grouped(load->second) + " of " +
                                std::to_string(user.most_chats))
        .set("seen", seen_words(context, user));
    set_user_state(context, row, user);
    rows.push_back(std::move(row));
  }
  return rows;
}

// The list, with the form to invite somebody as it was typed.
Data users_page(Context& context, const store::User& typed) {
  Data data = admin_framed(context, "Users and agents", kUsers);
  std::vector<Data> rows = user_rows(context);
  data.set("count", static_cast<std::int64_t>(rows.size()))
      .set("users", std::move(rows))
      .set("typed_login", typed.login)
      .set("typed_name", typed.name)
      .set("typed_email", typed.email)
      .set("roles", role_options(typed))
      .set("login_wrong", "")
      .set("name_wrong", "")
      .set("email_wrong", "");
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
  for (store::FieldError& error : wrong_names(user)) {
    errors.push_back(std::move(error));
  }
  if (!has_role) errors.push_back({"role", "Choose a role"});
  return errors;
}

http::Response not_added(Context& context, const store::User& user,
                         const Errors& errors, int status) {
  Data data = users_page(context, user);
  set_errors(data, "Nobody was invited", errors);
  return show(context, "admin_users", data, status);
}

http::Response with_link(Context& context, const store::User& user,
                         const std::string& code) {
  note_event(context, "user_created", user.login + " " + role_of(user));
  auto answer = http::Response::see_other(user_url(user) + "?done=invite");
  carry_code(context, code, answer);
  return answer;
}

// The form came a second time, by a double click: the person is there, once,
// and nobody has seen the first link.
std::optional<http::Response> repeated(Context& context,
                                       const store::User& typed) {
  auto user = context.desk.users.find(typed.login);
  if (!user || !user->password_hash.empty() ||
      !is_invited(*user, context.desk.now()) || user->name != typed.name ||
      user->email != typed.email || role_of(*user) != role_of(typed)) {
    return std::nullopt;
  }
  const std::string code = draw_invitation(*user, context.desk.now());
  if (!context.desk.users.save(*user)) return std::nullopt;
  return with_link(context, *user, code);
}

http::Response not_added(Context& context, const store::User& user,
                         const base::Refusal& refusal) {
  if (refusal.reason == base::Reason::conflict) {
    if (auto answer = repeated(context, user)) return std::move(*answer);
    return not_added(context, user, {{"login", "This login is taken"}}, 409);
  }
  if (refusal.reason == base::Reason::bad_request) {
    return not_added(context, user,
                     {{refusal.detail, "This was not accepted"}}, 422);
  }
  return page_refusal(context, refusal);
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

  user.created = context.desk.now();
  const std::string code = draw_invitation(user, user.created);
  const auto added = context.desk.users.add(user);
  if (!added) return not_added(context, user, added.error());
  return with_link(context, user, code);
}

}  // namespace support::web::admin

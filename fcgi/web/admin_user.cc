// One user in the Admin Panel; see admin.h.
#include "web/admin_user.h"

#include "base/text.h"
#include "web/admin.h"
#include "web/admin_page.h"
#include "web/forms.h"
#include "web/invite.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web::admin {
namespace {

using Errors = std::vector<store::FieldError>;
constexpr std::size_t kMostName = 80;     // code points
constexpr std::int64_t kMostChats = 1000;  // as store/users has it

// 404 for a login that is none, too.
std::optional<store::User> user_in_path(Context& context) {
  const std::string& login = context.variables.at(0);
  if (!store::is_login(login)) return std::nullopt;
  return context.desk.users.find(login);
}

void set_invitation(Context& context, Data& data, const store::User& user) {
  const bool invited = is_invited(user, context.desk.now());
  const Moment until = moment(context.desk, user.invite_until);
  data.set("invited", invited)
      .set("invite_ended", !user.invite_hash.empty() && !invited)
      .set("has_password", !user.password_hash.empty())
      .set("invite_until", until.date + ", " + until.time)
      .set("invite_until_iso", base::iso(user.invite_until))
      .set("invite_left", invited ? how_long(user.invite_until -
                                             context.desk.now())
                                  : "")
      .set("link", invited ? carried_link(context, user) : "");
}

// `user` as it is, or as it was typed.
Data user_page(Context& context, const store::User& user) {
  Data data = admin_framed(context, user.shown_name(), kUsers);
  std::vector<Data> sessions = session_rows(context, user);
  const auto count = static_cast<std::int64_t>(sessions.size());
  const auto seen = context.desk.sessions.last_seen(user.login);
  data.set("user", user.login)
      .set("user_name", user.name)
      .set("display_name", user.display_name)
      .set("email", user.email)
      .set("active", user.active)
      .set("available", user.available)
      .set("most_chats", std::int64_t{user.most_chats})
      .set("created", when_words(context.desk, user.created))
      .set("created_iso", base::iso(user.created))
      .set("last_seen", seen ? "last seen " + when_words(context.desk, *seen)
                             : "never seen yet")
      .set("rev", user.rev)
      .set("roles", role_options(user))
      .set("sessions_count", count > 0 ? grouped(count) : "")
      .set("sessions", std::move(sessions));
  for (const char* field : {"name", "display_name", "email", "role",
                            "most_chats"}) {
    data.set(std::string(field) + "_wrong", "");
  }
  set_user_state(context, data, user);
  set_invitation(context, data, user);
  return data;
}

http::Response not_changed(Context& context, const store::User& user,
                           std::string head, const Errors& errors,
                           int status) {
  Data data = user_page(context, user);
  set_errors(data, std::move(head), errors);
  return show(context, "admin_user", data, status);
}

// Takes what the form says.  Nobody takes their own rights: then somebody who
// is asked to be sure is left.
Errors change(Context& context, const http::Form& form, store::User& user) {
  const auto line = [&](const char* name, const std::string& otherwise) {
    return base::one_line(form.field(name).value_or(otherwise));
  };
  // Only a form that was filled in could undo what somebody else changed.
  user.rev = base::to_number(form.text("rev")).value_or(-1);
  user.name = line("name", user.name);
  user.display_name = line("display_name", user.display_name);
  user.email = line("email", user.email);
  user.active = form.text("active") == "yes";
  user.available = form.text("available") == "yes";
  Errors errors = wrong_names(user);
  if (!set_role(user, form.text("role"))) {
    errors.push_back({"role", "Choose a role"});
  }
  const auto most =
      base::to_number(line("most_chats", std::to_string(user.most_chats)));
  if (most && *most >= 0 && *most <= kMostChats) {
    user.most_chats = static_cast<int>(*most);
  } else {
    errors.push_back({"most_chats", "Give a number from 0 to 1000"});
  }
  if (user.login == context.person.login && !(user.active && user.is_admin)) {
    errors.push_back({"role", "Another administrator has to take your own "
                              "rights"});
  }
  if (!user.active) withdraw_invitation(user);
  return errors;
}

// Both versions: what was typed stays in the form, what is stored is told, and
// saving again counts.
http::Response was_faster(Context& context, store::User typed) {
  const auto stored = context.desk.users.find(typed.login);
  if (!stored) return page_refusal(context, {base::Reason::conflict});
  Errors errors;
  compare(errors, "name", stored->name, typed.name);
  compare(errors, "display_name", stored->display_name, typed.display_name);
  compare(errors, "email", stored->email, typed.email);
  compare(errors, "role", role_of(*stored), role_of(typed));
  compare(errors, "active", stored->active ? "may sign in" : "may not sign in",
          typed.active ? "may sign in" : "may not sign in");
  compare(errors, "most_chats", std::to_string(stored->most_chats),
          std::to_string(typed.most_chats));
  if (errors.empty()) errors.push_back({"", "Nothing that you typed differs"});
  typed.rev = stored->rev;
  typed.invite_hash = stored->invite_hash;
  typed.invite_until = stored->invite_until;
  return not_changed(context, typed,
                     "Somebody else changed this user meanwhile. Save again "
                     "to have it as you typed it.",
                     errors, 409);
}

http::Response not_saved(Context& context, const store::User& user,
                         const base::Refusal& refusal) {
  if (refusal.reason == base::Reason::conflict) {
    return was_faster(context, user);
  }
  if (refusal.reason != base::Reason::forbidden) {
    return page_refusal(context, refusal);
  }
  return not_changed(context, user, "The user was not changed",
                     {{"role", "This is the last administrator who can sign "
                               "in. Make another one first"}},
                     409);
}

bool lost_rights(const store::User& before, const store::User& after) {
  return role_of(after) != role_of(before) || (before.active && !after.active);
}

http::Response save(Context& context, const store::User& before,
                    const store::User& user, const std::string& what,
                    const std::string& code) {
  const auto saved = context.desk.users.save_leaving_an_admin(user);
  if (!saved) return not_saved(context, user, saved.error());
  const bool is_archived = before.active && !user.active;
  note_event(context, is_archived ? "user_archived" : "user_updated",
             user.login + " " + what + " " + role_of(user) +
                 (user.active ? "" : " disabled"));
  auto answer = http::Response::see_other(user_url(user) + "?done=" + what);
  if (!code.empty()) carry_code(context, code, answer);
  return answer;
}

}  // namespace

std::string user_url(const store::User& user) {
  return std::string(kUsers) + user.login + "/";
}

std::vector<store::FieldError> wrong_names(const store::User& user) {
  Errors errors;
  const auto at = user.email.find('@');
  if (user.name.empty()) errors.push_back({"name", "A name is needed"});
  if (base::code_points(user.name) > kMostName) {
    errors.push_back({"name", "The name has over 80 characters"});
  }
  if (base::code_points(user.display_name) > kMostName) {
    errors.push_back({"display_name", "The shown name has over 80 characters"});
  }
  const bool is_email = at != user.email.npos && at > 0 &&
                        at + 1 < user.email.size() &&
                        user.email.find('@', at + 1) == user.email.npos &&
                        user.email.find(' ') == user.email.npos &&
                        user.email.size() <= 254;
  if (!user.email.empty() && !is_email) {
    errors.push_back({"email", "This is no e-mail address"});
  }
  return errors;
}

http::Response user(Context& context) {
  const auto user = user_in_path(context);
  if (!user) {
    return page_refusal(context, base::Refusal{base::Reason::not_found});
  }
  Data data = user_page(context, *user);
  set_done(context, data, "change", "The user is saved.");
  set_done(context, data, "sign_out", "Every session of this user is over.");
  set_done(context, data, "withdraw", "The link opens nothing any more.");
  auto answer = show(context, "admin_user", data);
  drop_carried(context, answer);
  return answer;
}

http::Response user_change(Context& context) {
  const auto form = checked_form(context);
  if (!form) return page_refusal(context, form.error());
  auto user = user_in_path(context);
  if (!user) {
    return page_refusal(context, base::Refusal{base::Reason::not_found});
  }
  const store::User before = *user;
  const std::string what = form->text("what");
  std::string code;
  if (what == "change") {
    const Errors errors = change(context, *form, *user);
    if (!errors.empty()) {
      return not_changed(context, *user, "The user was not changed", errors,
                         422);
    }
  } else if (what == "invite" && user->active) {
    code = draw_invitation(*user, context.desk.now());
  } else if (what == "withdraw") {
    withdraw_invitation(*user);
  } else if (what != "sign_out") {
    return page_refusal(context,
                        base::Refusal{base::Reason::bad_request, 0, 0, "what"});
  }
  if (what == "sign_out" || lost_rights(before, *user)) ++user->session_epoch;
  return save(context, before, *user, what, code);
}

}  // namespace support::web::admin

#include "web/admin_page.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "web/browser.h"
#include "web/invite.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web {
namespace {

struct Place {
  std::string_view url, label;
  bool is_for_all = false;
};
constexpr Place kPlaces[] = {{kUsers, "Users and agents"},
                             {kQuickReplies, "Quick replies", true},
                             {kSettings, "Settings"},
                             {kEmbed, "Script line"},
                             {kAudit, "Audit log"},
                             {kAccount, "My profile", true}};

std::string_view role_value(const store::User& user) {
  if (user.is_admin) return "admin";
  return user.is_staff ? "agent" : "customer";
}

}  // namespace

Data admin_framed(Context& context, std::string_view title,
                  std::string_view here) {
  Data data = framed(context, title, kAdmin);
  std::vector<Data> places;
  for (const Place& place : kPlaces) {
    if (!place.is_for_all && !context.person.is_admin) continue;
    Data one;
    one.set("url", place.url).set("label", place.label);
    places.push_back(one.set("here", place.url == here));
  }
  data.set("places", std::move(places)).set("saved", "");
  add_assets(data, {"admin"}, {"admin"});
  set_errors(data, "", {});
  return data;
}

void set_done(Context& context, Data& data, std::string_view word,
              std::string_view sentence) {
  if (context.request.parameter("done") == word) data.set("saved", sentence);
}

void set_errors(Data& data, std::string head,
                const std::vector<store::FieldError>& errors) {
  std::vector<Data> list;
  for (const store::FieldError& error : errors) {
    Data one;
    one.set("field", error.field).set("message", error.message);
    list.push_back(std::move(one));
    if (!error.field.empty()) data.set(error.field + "_wrong", error.message);
  }
  data.set("has_errors", !list.empty())
      .set("error_head", std::move(head))
      .set("errors", std::move(list));
}

void compare(std::vector<store::FieldError>& errors, const char* field,
             const std::string& stored, const std::string& typed) {
  if (stored == typed) return;
  errors.push_back(
      {field, "Now stored: " + (stored.empty() ? "nothing" : stored)});
}

void set_user_state(Context& context, Data& data, const store::User& user) {
  const bool can_enter = user.active && !user.password_hash.empty();
  const bool invited =
      user.password_hash.empty() && is_invited(user, context.desk.now());
  data.set("is_available", can_enter && user.is_staff && user.available)
      .set("is_away", can_enter && user.is_staff && !user.available)
      .set("is_active", can_enter && !user.is_staff)
      .set("is_invited", invited)
      .set("is_closed_out", user.active && !can_enter && !invited)
      .set("is_disabled", !user.active);
}

std::string role_of(const store::User& user) {
  if (user.is_admin) return "Administrator";
  return user.is_staff ? "Agent" : "Customer";
}

std::vector<Data> role_options(const store::User& user) {
  std::vector<Data> options;
  constexpr std::pair<std::string_view, std::string_view> kRoles[] = {
      {"agent", "Agent"}, {"admin", "Administrator"}, {"customer", "Customer"}};
  for (const auto& [value, label] : kRoles) {
    options.push_back(option(value, std::string(label), role_value(user)));
  }
  return options;
}

bool set_role(store::User& user, std::string_view role) {
  if (role != "admin" && role != "agent" && role != "customer") return false;
  user.is_admin = role == "admin";
  user.is_staff = role != "customer";
  return true;
}

std::string when_words(desk::Desk& desk, base::Time time) {
  const Moment then = moment(desk, time);
  if (then.brief == then.time) return "today " + then.time;
  if (then.brief == "Yesterday") return "yesterday " + then.time;
  return then.brief;
}

std::vector<Data> session_rows(Context& context, const store::User& user) {
  desk::Desk& desk = context.desk;
  std::vector<store::Session> sessions =
      desk.sessions.of(user.login, desk.now());
  std::ranges::reverse(sessions);
  std::vector<Data> rows;
  for (const store::Session& session : sessions) {
    if (session.epoch != user.session_epoch) continue;
    Data row;
    row.set("session", session_name(session))
        .set("here", session.hash == context.person.session)
        .set("since", when_words(desk, session.started))
        .set("since_iso", base::iso(session.started))
        .set("since_full", moment(desk, session.started).full)
        .set("seen", when_words(desk, session.last_seen))
        .set("seen_iso", base::iso(session.last_seen))
        .set("seen_full", moment(desk, session.last_seen).full)
        .set("address", session.address)
        .set("browser", browser_words(session.browser));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string session_name(const store::Session& session) {
  return session.hash.substr(0, 16);
}

}  // namespace support::web

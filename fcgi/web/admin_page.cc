#include "web/admin_page.h"

#include "web/page.h"

namespace support::web {
namespace {

struct Place {
  std::string_view url, label;
};
constexpr Place kPlaces[] = {{"/support/admin/users/", "Users and agents"},
                             {"/support/admin/settings/", "Settings"},
                             {kAccount, "My profile"}};

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
    Data one;
    one.set("url", place.url).set("label", place.label);
    places.push_back(one.set("here", place.url == here));
  }
  data.set("places", std::move(places)).set("saved", "");
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

void set_user_state(Data& data, const store::User& user) {
  data.set("is_available", user.active && user.is_staff && user.available)
      .set("is_away", user.active && user.is_staff && !user.available)
      .set("is_active", user.active && !user.is_staff)
      .set("is_disabled", !user.active);
}

std::string role_of(const store::User& user) {
  if (user.is_admin) return "Administrator";
  return user.is_staff ? "Agent" : "Customer";
}

std::vector<Data> role_options(const store::User& user) {
  std::vector<Data> options;
  for (const Place& role : {Place{"agent", "Agent"},
                            Place{"admin", "Administrator"},
                            Place{"customer", "Customer"}}) {
    Data one;
    one.set("value", role.url).set("label", role.label);
    options.push_back(one.set("chosen", role.url == role_value(user)));
  }
  return options;
}

bool set_role(store::User& user, std::string_view role) {
  if (role != "admin" && role != "agent" && role != "customer") return false;
  user.is_admin = role == "admin";
  user.is_staff = role != "customer";
  return true;
}

}  // namespace support::web

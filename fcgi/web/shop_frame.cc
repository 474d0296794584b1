#include "web/shop_frame.h"

#include "desk/identity.h"
#include "web/dispatch.h"
#include "web/forms.h"
#include "web/page.h"

namespace support::web::shop {
namespace {

constexpr base::Seconds kIdentityLasts = std::chrono::minutes(10);

// "" where the support system answers under the page's own origin; else the
// origin to load the widget from.
std::string support_origin(const Context& context) {
  const std::string origin = own_origin(context);
  const std::string host(context.request.header("host"));
  return origin.ends_with("://" + host) ? "" : origin;
}

Data place(std::string url, std::string_view label, std::string_view current) {
  Data data;
  data.set("current", url == current);
  return data.set("url", std::move(url)).set("label", label);
}

std::vector<Data> places(Context& context, std::string_view current) {
  std::vector<Data> all = {place("/shop/", "New books", current)};
  const desk::Person& person = context.person;
  if (person.login.empty()) return all;
  const store::Settings& shop = context.desk.settings.now();
  all.push_back(place(shop.profile_url, "Profile", current));
  all.push_back(place(shop.orders_url, "My Orders", current));
  all.push_back(place(shop.rentals_url, "My Rentals", current));
  all.push_back(place(shop.addresses_url, "Addresses", current));
  if (!person.is_staff) return all;
  const std::string origin = support_origin(context);
  const auto ours = [&](std::string_view path, std::string_view label) {
    all.push_back(place(origin + std::string(path), label, current));
  };
  ours(kMessages, "Support Messages");
  ours(kDashboard, "Agent Dashboard");
  ours(kAdmin, "Admin Panel");
  return all;
}

// What a shop adds to its own policy for the widget: the support's static/ for
// script and style, its api/ to talk to, its file/ for pictures.
std::string policy(const Context& context) {
  const std::string support = own_origin(context) + "/support/";
  return "default-src 'none'; script-src " + support + "static/; style-src " +
         support + "static/; connect-src 'self' " + support +
         "api/; img-src " + support +
         "file/; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

const store::IdentityKey* signing_key(const store::Keys& keys) {
  const auto demo = keys.identity.find("demo");
  if (demo != keys.identity.end()) return &demo->second;
  return keys.identity.empty() ? nullptr : &keys.identity.begin()->second;
}

}  // namespace

std::string signed_identity(Context& context) {
  desk::Desk& desk = context.desk;
  const auto user = desk.users.find(context.person.login);
  const store::IdentityKey* key = signing_key(desk.keys);
  if (!user || !key) return "";
  return desk::sign_identity(*key, {user->login, user->name, user->email},
                             desk.now(), kIdentityLasts);
}

Data frame(Context& context, std::string_view title,
           std::string_view current) {
  const auto user = context.desk.users.find(context.person.login);
  const std::string identity = signed_identity(context);
  Data data;
  data.set("page_title", title)
      .set("shop", context.desk.settings.now().shop_name)
      .set("support_origin", support_origin(context))
      .set("places", places(context, current))
      .set("signed_in", user.has_value())
      .set("staff", context.person.is_staff)
      .set("my_name", user ? user->name : "")
      .set("csrf", session_form_token(context))
      .set("has_identity", !identity.empty())
      .set("identity", identity);
  return data;
}

http::Response page(Context& context, std::string_view name, const Data& data,
                    int status) {
  http::Response answer = show(context, name, data, status);
  answer.set("Content-Security-Policy", policy(context));
  answer.set("Cache-Control", "no-store");
  return answer;
}

}  // namespace support::web::shop

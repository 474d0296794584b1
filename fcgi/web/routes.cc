// Every URL on one screen.  Access is checked before the handler is called
// (dispatch.cc); a row without an expected answer for each role in
// tests/web/access_matrix.tsv fails the tests.

#include "web/routes.h"

#include "web/admin.h"
#include "web/agent.h"
#include "web/dispatch.h"
#include "web/files.h"
#include "web/login.h"
#include "web/shop.h"
#include "web/support.h"
#include "web/widget.h"

namespace support::web {

namespace {

using enum desk::Access;
constexpr auto GET = http::Method::get;
constexpr auto POST = http::Method::post;

// clang-format off
constexpr Route kRoutes[] = {
    {GET,  "/support/healthz",                                 anyone,    health},
    {GET,  "/support/api/config/",                             anyone,    widget::config},
    {POST, "/support/api/conversation/create/",                token,     widget::create},
    {GET,  "/support/api/conversations/",                      token,     widget::conversations},
    {GET,  "/support/api/conversation/<id>/messages/",         owner,     widget::messages},
    {POST, "/support/api/conversation/<id>/send/",             owner,     widget::send},
    {POST, "/support/api/conversation/<id>/upload/",           owner,     widget::upload},
    {POST, "/support/api/conversation/<id>/seen/",             owner,     widget::seen},
    {POST, "/support/api/conversation/<id>/typing/",           owner,     widget::typing},
    {GET,  "/support/api/conversation/<id>/file/<n>/",         owner,     widget::file_url},
    {GET,  "/support/api/conversation/<id>/transcript/",       owner,     widget::transcript},
    {GET,  "/support/file/<id>/<n>",                           link_or_staff, files::download},

    {GET,  "/support/login/",                                  anyone,    login::page},
    {POST, "/support/login/",                                  anyone,    login::sign_in},
    {POST, "/support/logout/",                                 anyone,    login::sign_out},
    {GET,  "/support/conversations/",                          anyone,    support::conversations},
    {GET,  "/support/conversation/<id>/",                      anyone,    support::conversation},

    {GET,  "/support/agent/dashboard/",                        staff,     agent::dashboard},
    {GET,  "/support/agent/conversation/<id>/",                staff,     agent::home},
    {GET,  "/support/agent/api/conversations/",                staff,     agent::list_json},
    {GET,  "/support/agent/api/conversation/<id>/messages/",   staff,     agent::messages_json},
    {POST, "/support/agent/api/conversation/<id>/send/",       staff,     agent::send},
    {POST, "/support/agent/api/conversation/<id>/upload/",     staff,     agent::upload},
    {POST, "/support/agent/api/conversation/<id>/note/",       staff,     agent::note},
    {POST, "/support/agent/api/conversation/<id>/status/",     staff,     agent::status},
    {POST, "/support/agent/api/conversation/<id>/assign/",     staff,     agent::assign},
    {POST, "/support/agent/api/conversation/<id>/seen/",       staff,     agent::seen},
    {POST, "/support/agent/api/conversation/<id>/typing/",     staff,     agent::typing},
    {GET,  "/support/agent/api/conversation/<id>/transcript/", staff,     agent::transcript},
    {GET,  "/support/agent/account/",                          staff,     agent::account},
    {POST, "/support/agent/account/",                          staff,     agent::availability},

    {GET,  "/support/admin/",                                  staff,     admin::home},
    {GET,  "/support/admin/users/",                            admin,     admin::users},
    {POST, "/support/admin/users/",                            admin,     admin::user_add},
    {GET,  "/support/admin/users/<login>/",                    admin,     admin::user},
    {POST, "/support/admin/users/<login>/",                    admin,     admin::user_change},
    {GET,  "/support/admin/settings/",                         admin,     admin::settings},
    {POST, "/support/admin/settings/",                         admin,     admin::save_settings},

    // The demo shop (demo = yes).
    {GET,  "/",                                                anyone,    shop::root},
    {GET,  "/shop/",                                           anyone,    shop::home},
    {GET,  "/shop/book/<slug>/",                               anyone,    shop::book},
    {GET,  "/shop/profile/",                                   anyone,    shop::profile},
    {GET,  "/shop/orders/",                                    anyone,    shop::orders},
    {GET,  "/shop/rentals/",                                   anyone,    shop::rentals},
    {GET,  "/shop/addresses/",                                 anyone,    shop::addresses},
    {GET,  "/shop/identity/",                                  anyone,    shop::identity},
    {GET,  "/shop/sign-in/",                                   anyone,    shop::sign_in_page},
    {POST, "/shop/sign-in/",                                   anyone,    shop::sign_in},
    {POST, "/shop/sign-out/",                                  anyone,    shop::sign_out},
};
// clang-format on

constexpr std::size_t count_before_demo() {
  std::size_t count = 0;
  while (kRoutes[count].path.starts_with("/support/")) ++count;
  return count;
}

}  // namespace

std::span<const Route> routes(bool with_demo) {
  const std::span<const Route> all(kRoutes);
  return with_demo ? all : all.first(count_before_demo());
}

std::string_view name_of(desk::Access access) {
  switch (access) {
    case anyone: return "anyone";
    case token: return "token";
    case owner: return "owner";
    case signed_in: return "signed_in";
    case staff: return "staff";
    case admin: return "admin";
    case link_or_staff: return "link_or_staff";
  }
  return "";
}

std::string_view name_of(http::Method method) {
  switch (method) {
    case http::Method::get: return "GET";
    case http::Method::head: return "HEAD";
    case http::Method::post: return "POST";
    case http::Method::options: return "OPTIONS";
    case http::Method::other: break;
  }
  return "";
}

}  // namespace support::web

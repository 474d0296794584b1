// Every URL on one screen.  Access is checked before the handler is called
// (dispatch.cc); a row without an expected answer for each role in
// tests/web/access_matrix.tsv fails the tests.

#include "web/routes.h"

#include "web/admin.h"
#include "web/agent.h"
#include "web/audit_page.h"
#include "web/bulk.h"
#include "web/dispatch.h"
#include "web/embed.h"
#include "web/export.h"
#include "web/files.h"
#include "web/invite.h"
#include "web/login.h"
#include "web/quick_replies.h"
#include "web/shop.h"
#include "web/statistics.h"
#include "web/support.h"
#include "web/widget.h"

namespace support::web {

namespace {

using desk::Access;
constexpr auto GET = http::Method::get;
constexpr auto POST = http::Method::post;

// clang-format off
constexpr Route kRoutes[] = {
    {GET,  "/support/healthz",                                 Access::anyone,    health},
    {GET,  "/support/api/config/",                             Access::anyone,    widget::config},
    {POST, "/support/api/conversation/create/",                Access::token,     widget::create},
    {GET,  "/support/api/conversations/",                      Access::token,     widget::conversations},
    {GET,  "/support/api/conversation/<id>/messages/",         Access::owner,     widget::messages},
    {POST, "/support/api/conversation/<id>/send/",             Access::owner,     widget::send},
    {POST, "/support/api/conversation/<id>/upload/",           Access::owner,     widget::upload},
    {POST, "/support/api/conversation/<id>/seen/",             Access::owner,     widget::seen},
    {POST, "/support/api/conversation/<id>/typing/",           Access::owner,     widget::typing},
    {POST, "/support/api/conversation/<id>/rating/",           Access::owner,     widget::rate},
    {GET,  "/support/api/conversation/<id>/file/<n>/",         Access::owner,     widget::file_url},
    {GET,  "/support/api/conversation/<id>/transcript/",       Access::owner,     widget::transcript},
    {GET,  "/support/file/<id>/<n>",                           Access::link_or_staff, files::download},

    {GET,  "/support/login/",                                  Access::anyone,    login::page},
    {POST, "/support/login/",                                  Access::anyone,    login::sign_in},
    {POST, "/support/logout/",                                 Access::anyone,    login::sign_out},
    {GET,  "/support/invite/",                                 Access::anyone,    invite::page},
    {POST, "/support/invite/",                                 Access::anyone,    invite::accept},
    {GET,  "/support/conversations/",                          Access::anyone,    support::conversations},
    {GET,  "/support/conversation/<id>/",                      Access::anyone,    support::conversation},

    {GET,  "/support/agent/dashboard/",                        Access::staff,     agent::dashboard},
    {GET,  "/support/agent/conversation/<id>/",                Access::staff,     agent::home},
    {GET,  "/support/agent/api/conversations/",                Access::staff,     agent::list_json},
    {GET,  "/support/agent/api/conversation/<id>/messages/",   Access::staff,     agent::messages_json},
    {POST, "/support/agent/api/conversation/<id>/send/",       Access::staff,     agent::send},
    {POST, "/support/agent/api/conversation/<id>/upload/",     Access::staff,     agent::upload},
    {POST, "/support/agent/api/conversation/<id>/note/",       Access::staff,     agent::note},
    {POST, "/support/agent/api/conversation/<id>/status/",     Access::staff,     agent::status},
    {POST, "/support/agent/api/conversation/<id>/assign/",     Access::staff,     agent::assign},
    {POST, "/support/agent/api/conversation/<id>/tag/",        Access::staff,     agent::tag},
    {POST, "/support/agent/api/conversation/<id>/insert/",     Access::staff,     agent::insert},
    {GET,  "/support/agent/api/conversation/<id>/quick-replies/", Access::staff,  agent::quick_json},
    {POST, "/support/agent/api/conversation/<id>/seen/",       Access::staff,     agent::seen},
    {POST, "/support/agent/api/conversation/<id>/typing/",     Access::staff,     agent::typing},
    {GET,  "/support/agent/api/conversation/<id>/transcript/", Access::staff,     agent::transcript},
    {POST, "/support/agent/api/bulk/",                         Access::staff,     bulk::post},
    {GET,  "/support/agent/export/",                           Access::staff,     exports::get},
    {GET,  "/support/agent/statistics/",                       Access::staff,     statistics::page},
    {GET,  "/support/agent/statistics/export/",                Access::staff,     statistics::csv},
    {GET,  "/support/agent/account/",                          Access::staff,     agent::account},
    {POST, "/support/agent/account/",                          Access::staff,     agent::availability},

    {GET,  "/support/agent/quick-replies/",                    Access::staff,     quick::list},
    {POST, "/support/agent/quick-replies/",                    Access::staff,     quick::add},
    {GET,  "/support/agent/quick-replies/export/",             Access::staff,     quick::export_csv},
    {POST, "/support/agent/quick-replies/import/",             Access::staff,     quick::import_csv},
    {GET,  "/support/agent/quick-replies/<quick>/",            Access::staff,     quick::edit},
    {POST, "/support/agent/quick-replies/<quick>/",            Access::staff,     quick::change},

    {GET,  "/support/admin/",                                  Access::staff,     admin::home},
    {GET,  "/support/admin/users/",                            Access::admin,     admin::users},
    {POST, "/support/admin/users/",                            Access::admin,     admin::user_add},
    {GET,  "/support/admin/users/<login>/",                    Access::admin,     admin::user},
    {POST, "/support/admin/users/<login>/",                    Access::admin,     admin::user_change},
    {GET,  "/support/admin/settings/",                         Access::admin,     admin::settings},
    {POST, "/support/admin/settings/",                         Access::admin,     admin::save_settings},
    {GET,  "/support/admin/embed/",                            Access::admin,     admin::embed},
    {GET,  "/support/admin/audit/",                            Access::admin,     admin::audit},

    // The demo shop (demo = yes).
    {GET,  "/",                                                Access::anyone,    shop::root},
    {GET,  "/shop/",                                           Access::anyone,    shop::home},
    {GET,  "/shop/book/<slug>/",                               Access::anyone,    shop::book},
    {GET,  "/shop/profile/",                                   Access::anyone,    shop::profile},
    {GET,  "/shop/orders/",                                    Access::anyone,    shop::orders},
    {GET,  "/shop/rentals/",                                   Access::anyone,    shop::rentals},
    {GET,  "/shop/addresses/",                                 Access::anyone,    shop::addresses},
    {GET,  "/shop/identity/",                                  Access::anyone,    shop::identity},
    {GET,  "/shop/sign-in/",                                   Access::anyone,    shop::sign_in_page},
    {POST, "/shop/sign-in/",                                   Access::anyone,    shop::sign_in},
    {POST, "/shop/sign-out/",                                  Access::anyone,    shop::sign_out},
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
    case Access::anyone: return "anyone";
    case Access::token: return "token";
    case Access::owner: return "owner";
    case Access::signed_in: return "signed_in";
    case Access::staff: return "staff";
    case Access::admin: return "admin";
    case Access::link_or_staff: return "link_or_staff";
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

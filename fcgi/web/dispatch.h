// From a request to its answer: route, origin, person, access, handler, and
// the headers that every answer carries.  The one place where an error of the
// machine becomes an answer.
#pragma once

#include "desk/desk.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"
#include "web/context.h"
#include "web/routes.h"
#include "web/view.h"

namespace support::web {

class Dispatcher {
 public:
  Dispatcher(desk::Desk& desk, View& view);

  // Never throws.
  http::Response answer(http::Request& request);

 private:
  http::Response route(Context& context);
  http::Response call(Context& context, const Route& row);

  desk::Desk& desk_;
  View& view_;
  std::span<const Route> routes_;
  http::Router router_;
};

// The name of the session cookie: it says Secure by its name.
std::string_view session_cookie_name(const base::Config& config);
// The origin under which this request came, if it is one of ours; else the
// canonical one.
std::string own_origin(const Context& context);

// GET /support/healthz: "ok", or 503 when the store cannot be read or waits
// for a sysadmin.
http::Response health(Context& context);

}  // namespace support::web

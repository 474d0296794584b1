// The table of URLs: method, path, who may, and the function that answers.
#pragma once

#include <span>
#include <string_view>

#include "desk/access.h"
#include "http/router.h"
#include "web/context.h"

namespace support::web {

struct Route {
  http::Method method;
  std::string_view path;  // <id> a conversation, <n> a record's number, …
  desk::Access access;
  Handler handler;
};

// Every URL that the program answers; the demo shop's rows come last and count
// only with demo = yes.
std::span<const Route> routes(bool with_demo);

std::string_view name_of(desk::Access access);
std::string_view name_of(http::Method method);

}  // namespace support::web

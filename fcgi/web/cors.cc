// Cross-origin use of the widget's API; see cors.h.

#include "web/cors.h"

#include <algorithm>

#include "base/text.h"

namespace support::web {

namespace {

bool is_known(Context& context, std::string_view origin) {
  const auto is_in = [&](const std::vector<std::string>& list) {
    return std::ranges::find(list, origin) != list.end();
  };
  return is_in(context.desk.config.origins) ||
         is_in(context.desk.settings.now().shop_origins);
}

}  // namespace

http::Response preflight(Context& context) {
  auto response = http::Response::no_content();
  const std::string_view origin = context.request.header("origin");
  if (!origin.empty() && is_known(context, origin)) {
    response.set("Access-Control-Allow-Methods", "GET, POST");
    response.set("Access-Control-Allow-Headers",
                 "content-type, x-support-token");
    response.set("Access-Control-Max-Age", "600");
  }
  return response;
}

void add_cors(Context& context, http::Response& response) {
  response.set("Vary", "Origin");
  const std::string_view origin = context.request.header("origin");
  if (!origin.empty() && is_known(context, origin)) {
    response.set("Access-Control-Allow-Origin", origin);
    response.set("Access-Control-Expose-Headers", "Retry-After");
  }
}

bool may_write_from_origin(Context& context) {
  const std::string_view origin = context.request.header("origin");
  return context.request.method != http::Method::post || origin.empty() ||
         is_known(context, origin);
}

std::string shown_origin(const Context& context) {
  const std::string_view origin = context.request.header("origin");
  if (!base::is_utf8(origin)) return "(not text)";
  return base::shortened(base::one_line(origin), 100);
}

}  // namespace support::web

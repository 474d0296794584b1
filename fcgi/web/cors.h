// Cross-origin use of the widget's API: exact origins, no credentials
// (security.md 4.5).
#pragma once

#include <string>

#include "web/context.h"

namespace support::web {

// OPTIONS on the API: 204, with what an allowed origin may do.
http::Response preflight(Context& context);
// Vary always; the origin itself only when it is one of the shop's or ours.
void add_cors(Context& context, http::Response& response);
// False for a POST that names an origin that is neither ours nor the shop's:
// such a write is refused, not just unreadable.
bool may_write_from_origin(Context& context);
// The request's Origin for an error text: one line, shortened.
std::string shown_origin(const Context& context);

}  // namespace support::web

// What all pages of the demo shop have in common.
#pragma once

#include <string>
#include <string_view>

#include "web/context.h"
#include "web/view.h"

namespace support::web::shop {

// Title, navigation by role, the widget's script with the identity of whoever
// is signed in.  `current` is the page's own URL.
Data frame(Context& context, std::string_view title, std::string_view current);

// The page with its headers: a strict CSP with the few entries that the widget
// needs, and no-store, because a page may carry an identity.
http::Response page(Context& context, std::string_view name, const Data& data,
                    int status = 200);

// A JWT for whoever is signed in, good for 10 minutes; "" for nobody, or
// when keys_file holds no identity key.  Signed with the key "demo", else the
// first one.
std::string signed_identity(Context& context);

}  // namespace support::web::shop

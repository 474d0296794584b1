// The script line that a shop puts on its pages.
#pragma once

#include <string>
#include <string_view>

#include "web/context.h"

namespace support::web {

// How much a text in white or black, whichever is better, stands out on a
// colour "#rrggbb" (WCAG 2.2, contrast ratio): 4.58 at worst.
struct Contrast {
  double ratio = 1;
  bool is_white = true;
};
Contrast contrast_on(std::string_view color);

namespace admin {

// GET /support/admin/embed/?color=#1f5f4e&side=right&offset=20&title=&lang=: the
// line with these attributes, which are those that chat-widget.js reads; 422
// with what is wrong.
http::Response embed(Context& context);

}  // namespace admin
}  // namespace support::web

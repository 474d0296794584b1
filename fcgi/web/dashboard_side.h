// What stands beside the dashboard's lists: the day's figures and the quick
// replies.
#pragma once

#include <cstdint>

#include "web/context.h"
#include "web/view.h"

namespace support::web {

// Sets what p_side.html asks for.
void set_side(Context& context, Data& data, std::int64_t closed_today);

}  // namespace support::web

// What stands beside the dashboard's lists: the quick replies.
#pragma once

#include "web/context.h"
#include "web/view.h"

namespace support::web {

// Sets what p_side.html asks for.
void set_side(Context& context, Data& data);

}  // namespace support::web

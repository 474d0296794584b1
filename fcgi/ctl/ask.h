// The question before what cannot be taken back.
#pragma once

#include <string_view>

#include "ctl/arguments.h"

namespace support::ctl {

// Goes on when --yes was given, or the person at the terminal types "yes".
// Throws Failure otherwise, also when nobody can be asked.
void confirm(Place& place, const Arguments& arguments,
             std::string_view question);

}  // namespace support::ctl

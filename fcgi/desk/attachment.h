// How large one attached file may be, in bytes: the smaller of support.conf's
// max_file_bytes and what the settings say.
#pragma once

#include <cstddef>

#include "desk/desk.h"

namespace support::desk {

// 0: customers attach nothing.
std::size_t customer_file_bytes(Desk& desk);
// Staff still may where customers attach nothing.
std::size_t staff_file_bytes(Desk& desk);

}  // namespace support::desk

// The housekeeper: the only writer of the index, four times a second, then the
// one who does what happens by itself (assignment, out-of-hours replies,
// closing, retention), and who tidies journals, sessions and left-over
// temporary files.
#pragma once

#include "base/config.h"
#include "process/shared_table.h"

namespace support::desk {

// Runs until TERM; its exit status.
int keep_house(const base::Config& config, process::SharedTable& shared,
               std::size_t slot);

}  // namespace support::desk

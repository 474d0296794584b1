// A worker: requests from the listening socket, answered one at a time.
#pragma once

#include "base/config.h"
#include "process/shared_table.h"

namespace support::web {

// Runs until TERM; its exit status (78: a template does not load).
int work(int listening_fd, const base::Config& config,
         process::SharedTable& shared, std::size_t slot);

}  // namespace support::web

// The listening unix socket.
#pragma once

#include <string>

#include "base/file.h"

namespace support::process {

// A listening unix socket at `path`, mode 0660, group `group` when not empty,
// replacing a stale one (one that nobody answers); or the one handed over by
// systemd (LISTEN_PID, LISTEN_FDS=1).  Throws base::IoError; EADDRINUSE when
// another process answers there.
// ENOTSOCK when the path is something else, which is left alone.
base::Fd listening_socket(const base::Path& path, const std::string& group);

}  // namespace support::process

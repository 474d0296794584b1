#include "ctl/running.h"

#include <fcntl.h>
#include <sys/file.h>

namespace support::ctl {

bool is_running(const Place& place) {
  const base::Path file = place.config.data_dir / ".supportd-lock";
  const auto fd = base::open_existing(file, O_RDONLY);
  return fd && !base::lock_within(*fd, LOCK_SH, 0);
}

}  // namespace support::ctl

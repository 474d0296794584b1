#include "base/standard_files.h"

#include <fcntl.h>

namespace support::base {

void hold_standard_files() {
  for (int fd = 0; fd <= 2; ++fd) {
    // The lowest number that is free, which is this one.
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", O_RDONLY);
  }
}

}  // namespace support::base

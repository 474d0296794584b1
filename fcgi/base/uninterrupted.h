// Makes a system call again when a signal came in between (EINTR): our own
// timers and whoever stops us must not fail a write.  Never for close(2).
#pragma once

#include <cerrno>

namespace support::base {

template <class Call>
auto uninterrupted(Call call) {
  for (;;) {
    const auto result = call();
    if (result != -1 || errno != EINTR) return result;
  }
}

}  // namespace support::base

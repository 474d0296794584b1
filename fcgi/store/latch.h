// The storage latch: after EIO nobody knows what the disk holds, so every
// write is refused until a sysadmin has looked (`supportctl storage clear`).
// A file in the run directory, so that all processes see it and a reboot
// forgets it.
#pragma once

#include <cerrno>
#include <expected>
#include <string>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "store/paths.h"

namespace support::store {

bool is_latched(const Paths& paths);
// Sets it; `why` is an IoError's text.  Tells whether it was this call that
// set it.  Throws IoError when it cannot be set.
bool latch(const Paths& paths, const std::string& why);
void clear_latch(const Paths& paths);

// Sets the latch if `error` is EIO, and logs that once.  Never throws: the
// error that led here is the one to tell.
void latch_if_broken(const Paths& paths, const base::IoError& error) noexcept;

// Runs `write`; an EIO out of it sets the latch and goes on to the caller.
template <class Write>
auto watched(const Paths& paths, Write&& write) {
  try {
    return std::forward<Write>(write)();
  } catch (const base::IoError& error) {
    latch_if_broken(paths, error);
    throw;
  }
}

template <class>
inline constexpr bool kCanRefuse = false;
template <class T>
inline constexpr bool kCanRefuse<std::expected<T, base::Refusal>> = true;

// Runs `write`, as every write to the store must be run: watched, and not at
// all while the latch is set.  The answer is then storage_latched, or an
// IoError EIO if `write` returns no std::expected<T, Refusal>.  One guard may
// stand inside another.
template <class Write>
auto guarded(const Paths& paths, Write&& write) {
  using Result = std::invoke_result_t<Write>;
  if (is_latched(paths)) {
    if constexpr (kCanRefuse<Result>) {
      return Result(std::unexpect, base::Reason::storage_latched);
    } else {
      throw base::IoError(paths.latch().string(), "write refused", EIO);
    }
  }
  return watched(paths, std::forward<Write>(write));
}

}  // namespace support::store

#include "store/latch.h"

#include <fcntl.h>
#include <unistd.h>

#include <exception>

#include "base/log.h"
#include "base/uninterrupted.h"
#include "store/folder.h"

namespace support::store {

bool is_latched(const Paths& paths) {
  // Whatever hides the file (no permission, a broken disk) counts as latched:
  // a write too few is repaired by a retry, a write too many by nobody.
  const int result = base::uninterrupted(
      [&] { return ::access(paths.latch().c_str(), F_OK); });
  return result == 0 || (errno != ENOENT && errno != ENOTDIR);
}

bool latch(const Paths& paths, const std::string& why) {
  const base::Path file = paths.latch();
  try {
    base::make_directories(file.parent_path(), 0700);
    const base::Fd fd =
        base::open_file(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    base::write_all(fd, file, why + "\n");
    return true;
  } catch (const base::IoError& error) {
    if (error.error() == EEXIST) return false;
    throw;
  }
}

void clear_latch(const Paths& paths) { remove_file(paths.latch()); }

void latch_if_broken(const Paths& paths,
                     const base::IoError& error) noexcept {
  if (!error.is_broken()) return;
  try {
    if (latch(paths, error.what()))
      base::log_line("error", "storage_latched", {{"why", error.what()}});
  } catch (const std::exception&) {
    // The run directory is no better; the write itself is still refused.
  }
}

}  // namespace support::store

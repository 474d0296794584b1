#include "store/folder.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "base/uninterrupted.h"

namespace support::store {

std::vector<std::string> names_in(const base::Path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error))
    names.push_back(entry->path().filename().string());
  if (error && error != std::errc::no_such_file_or_directory)
    throw base::IoError(folder.string(), "list", error.value());
  return names;
}

void each_file_below(const base::Path& folder,
                     const std::function<void(const base::Path&)>& each) {
  std::error_code error, vanished;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    if (!entry->is_directory(vanished))
      each(entry->path());
    else if (!entry->is_symlink(vanished))
      each_file_below(entry->path(), each);
  }
  if (error && error != std::errc::no_such_file_or_directory)
    throw base::IoError(folder.string(), "list", error.value());
}

bool remove_file(const base::Path& file) {
  if (base::uninterrupted([&] { return ::unlink(file.c_str()); }) == 0)
    return true;
  if (errno == ENOENT) return false;
  throw base::IoError(file.string(), "unlink", errno);
}

}  // namespace support::store

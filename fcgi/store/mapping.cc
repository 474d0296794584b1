#include "store/mapping.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/error.h"
#include "base/uninterrupted.h"

namespace support::store {

Mapping::Mapping(const base::Fd& fd, const base::Path& path) {
  struct stat status;
  if (base::uninterrupted([&] { return ::fstat(fd.get(), &status); }) != 0)
    throw base::IoError(path.string(), "stat", errno);
  if (status.st_size == 0) return;
  const auto size = static_cast<std::size_t>(status.st_size);
  void* start =
      ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (start == MAP_FAILED) throw base::IoError(path.string(), "map", errno);
  start_ = start;
  size_ = size;
}

Mapping::~Mapping() {
  if (start_) ::munmap(start_, size_);
}

}  // namespace support::store

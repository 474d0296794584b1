// A file's bytes, as if they stood in memory; for a file that nobody changes
// while it is looked at.
#pragma once

#include <string_view>

#include "base/file.h"

namespace support::store {

class Mapping {
 public:
  // Throws IoError.  An empty file gives no bytes.
  Mapping(const base::Fd& fd, const base::Path& path);
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping();

  // Good as long as this lives.
  std::string_view bytes() const {
    return {static_cast<const char*>(start_), size_};
  }

 private:
  void* start_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace support::store

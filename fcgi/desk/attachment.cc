#include "desk/attachment.h"

#include <algorithm>

namespace support::desk {

std::size_t customer_file_bytes(Desk& desk) {
  constexpr std::size_t kMebibyte = 1024 * 1024;
  const int wanted = desk.settings.now().upload_mebibytes;
  return std::min(desk.config.limits.file_bytes,
                  static_cast<std::size_t>(wanted) * kMebibyte);
}

std::size_t staff_file_bytes(Desk& desk) {
  const std::size_t same = customer_file_bytes(desk);
  return same > 0 ? same : desk.config.limits.file_bytes;
}

}  // namespace support::desk

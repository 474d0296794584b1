#include "base/error.h"

#include <cerrno>
#include <system_error>

namespace support::base {

IoError::IoError(const std::string& file, const std::string& action, int error)
    : std::runtime_error(file + ": " + action + ": " +
                         std::system_category().message(error)),
      error_(error) {}

bool IoError::is_full() const {
  return error_ == ENOSPC || error_ == EDQUOT || error_ == EFBIG;
}

bool IoError::is_broken() const { return error_ == EIO; }

}  // namespace support::base

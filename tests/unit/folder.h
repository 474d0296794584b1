// A fresh folder for one test; it goes with everything in it.
#pragma once

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace support::test {

struct Folder {
  std::filesystem::path path;

  Folder() {
    std::string name =
        std::filesystem::temp_directory_path() / "support-XXXXXX";
    if (!::mkdtemp(name.data()))
      throw std::system_error(errno, std::system_category(), name);
    path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code left_behind;
    std::filesystem::remove_all(path, left_behind);
  }
};

}  // namespace support::test

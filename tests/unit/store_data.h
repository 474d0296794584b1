// A data directory of its own for one test, and a clock that the test holds.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "comes_true.h"
#include "folder.h"
#include "store/latch.h"
#include "store/paths.h"
#include "store/version.h"

namespace support::test {

inline base::Time time_of(std::string_view text) {
  return base::from_iso(text).value();
}

struct Data : Folder {
  store::Paths paths{path / "data", path / "cache", path / "run"};
  base::Time now = time_of("2026-11-22T10:41:07.123Z");

  Data() { store::prepare_data(paths, ""); }

  static void put(const base::Path& file, std::string_view bytes) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  }
  static std::string get(const base::Path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static std::size_t files_in(const base::Path& folder) {
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(folder))
      if (entry.is_regular_file()) ++count;
    return count;
  }
};

// Calls `act` again while it is refused because others hold the lock, as a
// client does: how long they hold it depends on the disk and on the load.
template <class Act>
auto retry_while_busy(Act act) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  auto done = act();
  while (!done && done.error().reason == base::Reason::busy &&
         std::chrono::steady_clock::now() < deadline)
    done = act();
  return done;
}

// Runs `work` in `count` processes at once; returns how many returned true.
template <class Work>
int in_processes(int count, Work work) {
  std::vector<pid_t> children;
  for (int i = 0; i < count; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool done = false;
      try {
        done = work(i);
      } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
      } catch (...) {
      }
      ::_exit(done ? 0 : 1);
    }
    children.push_back(child);
  }
  int good = 0;
  for (const pid_t child : children) {
    int status = 0;
    if (::waitpid(child, &status, 0) == child && status == 0) ++good;
  }
  return good;
}

}  // namespace support::test

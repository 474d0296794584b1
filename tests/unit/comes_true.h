// Waiting for what another process or thread does.
#pragma once

#include <chrono>
#include <thread>

namespace support::test {

// Far more than it takes, so that only a fault reaches it and not a machine
// that is busy.
constexpr std::chrono::minutes kPatience{3};

// Looks again until `condition` holds; false when it does not in kPatience.
template <typename Condition>
bool comes_true(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace support::test

// Waiting for what another process or thread does.
#pragma once

#include <chrono>
#include <thread>

namespace support::test {

// Long enough that only a fault exceeds it, not a busy machine.
constexpr std::chrono::minutes kPatience{3};

// Polls `condition` until it holds; false if it does not within kPatience.
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

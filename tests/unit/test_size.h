// How often a test repeats what it tries.
#pragma once

#include <cstdlib>
#include <string_view>

namespace support::test {

// Whether to repeat it thousands of times: `make test-faults` asks for that
// with TEST_SIZE=full (see tests/unit/run), `make test` takes a sample.
inline bool is_full() {
  const char* size = std::getenv("TEST_SIZE");
  return size && std::string_view(size) == "full";
}

}  // namespace support::test

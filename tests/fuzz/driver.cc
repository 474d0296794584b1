// A bounded run: `multipart_fuzz [ITERATIONS [SEED]]`, 20,000 and 1 unless
// told.  It keeps no corpus: each input is a start, changed in a few places,
// and the same seed makes the same inputs.  A crash leaves the input's number.
#include "driver.h"

#include <cstdio>
#include <cstdlib>
#include <random>

namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t bound) {
  return bound == 0 ? 0 : random() % bound;
}

char any_byte(Random& random) {
  constexpr char kTelling[] = "\r\n-\"%;=&/.\\,\0\xff\xc0 :";
  const bool is_telling = below(random, 2) == 0;
  return is_telling ? kTelling[below(random, sizeof kTelling)]
                    : static_cast<char>(random());
}

void change(std::string& input, const std::vector<std::string>& starts,
            Random& random) {
  const std::size_t at = below(random, input.size() + 1);
  const std::size_t count = below(random, 12);
  switch (below(random, 6)) {
    case 0: input.insert(at, 1, any_byte(random)); break;
    case 1: input.erase(at, count); break;
    case 2: input.resize(at); break;
    case 3: input.insert(at, input.substr(below(random, input.size()), count));
      break;
    case 4: {
      const std::string& other = starts[below(random, starts.size())];
      input.replace(at, count, other.substr(below(random, other.size())));
      break;
    }
    default:
      if (at < input.size()) input[at] = any_byte(random);
  }
}

// For the message of a crash.
unsigned long current = 0;

}  // namespace

void fuzz_check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "input %lu: %s\n", current, what);
  std::abort();
}

int main(int argc, char** argv) {
  const unsigned long iterations =
      argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 20'000;
  Random random(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1);
  const std::vector<std::string> starts = fuzz_starts();
  for (current = 1; current <= iterations; ++current) {
    std::string input = starts[below(random, starts.size())];
    for (std::size_t n = below(random, 5); n > 0; --n) {
      change(input, starts, random);
    }
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()),
                           input.size());
  }
  std::printf("%s: %lu inputs\n", argv[0], iterations);
}

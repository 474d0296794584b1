// What the housekeeper does for the index and nothing else, without a pause
// and for an index of one's own: so that a test can kill it at any point, as
// often as it likes.
//
//   catch-up DATA CACHE          until it is killed
//   catch-up DATA CACHE once     until nothing is left to read
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <iostream>

#include "base/clock.h"
#include "index/catch_up.h"
#include "store/conversations.h"

namespace {

using namespace support;

constexpr int kRoundMs = 20;  // short, so that there are many commits
constexpr useconds_t kRestUs = 500;

int run(const store::Paths& paths, bool once) {
  const store::Conversations files(paths, {});
  const base::Clock clock;
  index::CatchUp catch_up(paths, files);
  for (int idle = 0; !once || idle < 3;) {
    const index::Caught caught = catch_up.run(clock.now(), kRoundMs);
    if (caught.trouble) throw *caught.trouble;
    const bool was_idle =
        !caught.has_more && caught.conversations == 0 && !caught.swept;
    idle = was_idle ? idle + 1 : 0;
    ::usleep(kRestUs);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 64;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // does not outlive the test
  try {
    return run(store::Paths(argv[1], argv[2], argv[2]), argc > 3);
  } catch (const std::exception& error) {
    std::cerr << "catch-up: " << error.what() << "\n";
    return 1;
  }
}

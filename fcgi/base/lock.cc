// flock(2) with a deadline (see file.h).  The kernel wakes those who wait in
// the order in which they came, so waiting in the kernel is fair where asking
// again and again is not: under eight writers some got no turn in 2 s.  A
// timer's signal ends the wait.
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "base/error.h"
#include "base/file.h"
#include "base/tally.h"

namespace support::base {
namespace {

using std::chrono::milliseconds, std::chrono::steady_clock;

constexpr long kNanosInMilli = 1'000'000;
// The signal may come just before flock(2) sleeps, so it comes again.
constexpr long kAgainMs = 20;
// Whoever waits so long has something to write and is refused when it ends.
constexpr int kLongWaitMs = 1000;

int wake_up_signal() { return SIGRTMIN; }

void install_empty_handler() {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  ::sigaction(wake_up_signal(), &action, nullptr);  // no SA_RESTART: EINTR
}

timespec as_timespec(long ms) {
  return {ms / 1000, ms % 1000 * kNanosInMilli};
}

// Sends this thread the signal after `ms`, and again until it is gone.
class WakeUp {
 public:
  explicit WakeUp(int ms) {
    static const bool installed = (install_empty_handler(), true);
    (void)installed;
    struct sigevent event {};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = wake_up_signal();
    event._sigev_un._tid = ::gettid();
    if (::timer_create(CLOCK_MONOTONIC, &event, &timer_) != 0) {
      throw IoError("lock", "timer_create", errno);
    }
    const itimerspec when{as_timespec(kAgainMs), as_timespec(ms)};
    ::timer_settime(timer_, 0, &when, nullptr);
  }
  ~WakeUp() { ::timer_delete(timer_); }
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

 private:
  timer_t timer_{};
};

bool lock_now(const Fd& fd, int operation) {
  if (::flock(fd.get(), operation | LOCK_NB) == 0) return true;
  if (errno != EWOULDBLOCK && errno != EINTR) {
    throw IoError("lock", "flock", errno);
  }
  return false;
}

}  // namespace

std::optional<FileLock> FileLock::take(const Path& path, int wait_ms) {
  // Readable and writable: NFS makes flock(2) a lock that asks for both.
  Fd fd = open_file(path, O_RDWR | O_CREAT, 0600);
  if (!lock_within(fd, LOCK_EX, wait_ms)) return {};
  return FileLock(std::move(fd));
}

bool lock_within(const Fd& fd, int operation, int wait_ms) {
  if (lock_now(fd, operation)) return true;
  if (wait_ms <= 0) return lock_now(fd, operation);
  const auto deadline = steady_clock::now() + milliseconds(wait_ms);
  const WakeUp wake_up(wait_ms);
  while (::flock(fd.get(), operation) != 0) {
    if (errno != EINTR) throw IoError("lock", "flock", errno);
    if (steady_clock::now() < deadline) continue;
    if (wait_ms >= kLongWaitMs) tallies().lock_timeouts.add();
    return false;
  }
  return true;
}

}  // namespace support::base

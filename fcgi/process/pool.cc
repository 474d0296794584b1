// The master's loop.  Signals are held back all along, but for the wait at its
// end; so what a signal says is always looked at before the next wait.
#include "process/pool.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "base/tally.h"
#include "process/signals.h"

namespace support::process {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Moment = SteadyClock::time_point;
using namespace std::chrono_literals;

constexpr auto kShortLife = 5s;
constexpr std::chrono::milliseconds kFirstPause = 100ms;
constexpr std::chrono::milliseconds kLongestPause = 10s;
constexpr auto kForkAgain = 1s;
constexpr auto kRepeatTerm = 1s;
constexpr int kBadConfiguration = 78;
constexpr int kCrashed = 70;

struct Child {
  pid_t pid;
  std::size_t slot;
  Moment started;
  std::optional<Moment> told_to_leave = {};
  Moment tell_again = {};
};

bool is_leaving(const Child& child) { return child.told_to_leave.has_value(); }

// A place that has one child which is not leaving, or waits for one.
struct Slot {
  bool is_vacant = true;
  bool has_died = false;  // and nobody took its place yet
  Moment fill_at = {};
  std::chrono::milliseconds pause{0};
};

std::string how_it_ended(int status) {
  if (!WIFSIGNALED(status)) {
    return "ended with status " + std::to_string(WEXITSTATUS(status));
  }
  const int signal = WTERMSIG(status);
  return "killed by signal " + std::to_string(signal) + " (" +
         strsignal(signal) + ")";
}

class Pool {
 public:
  explicit Pool(const Roles& roles) : roles_(roles), slots_(roles.workers + 1) {}
  int run();

 private:
  void tell(const std::string& line) const {
    if (roles_.tell) roles_.tell(line);
  }
  std::string name_of(std::size_t slot) const;
  // As the tallies count them.
  std::size_t role_of(std::size_t slot) const {
    return slot == roles_.workers ? 1 : 0;
  }
  bool start(std::size_t slot);
  [[noreturn]] void be_child(std::size_t slot, pid_t master) const;
  void reap();
  void bury(const Child& child, int status);
  void fill_vacant_slots();
  void begin_roll_over();
  void go_on_rolling();
  void send_away(Child& child);
  void urge_leaving();
  // Nothing: until a signal comes.
  std::optional<std::chrono::milliseconds> time_to_next() const;

  const Roles& roles_;
  const SignalsHeld held_;
  std::vector<Slot> slots_;
  std::vector<Child> children_;
  std::deque<pid_t> to_replace_;
  bool is_stopping_ = false;
  int result_ = 0;
};

std::string Pool::name_of(std::size_t slot) const {
  if (slot == roles_.workers) return "housekeeper";
  return "worker " + std::to_string(slot);
}

void Pool::be_child(std::size_t slot, pid_t master) const {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != master) _exit(0);  // it died before prctl
  forget_signals();
  int status = kCrashed;
  try {
    status = slot == roles_.workers ? roles_.housekeeper(slot)
                                    : roles_.worker(slot);
  } catch (const std::exception& error) {
    tell(name_of(slot) + ": " + error.what());
  } catch (...) {
    tell(name_of(slot) + ": an exception of no known kind");
  }
  _exit(status);  // destructors and buffers are the master's
}

// False when the machine has no process to spare.
bool Pool::start(std::size_t slot) {
  const pid_t master = getpid();
  const pid_t pid = fork();
  if (pid == 0) be_child(slot, master);
  if (pid < 0) {
    tell(name_of(slot) + ": fork: " + std::strerror(errno));
    return false;
  }
  children_.push_back({.pid = pid, .slot = slot, .started = SteadyClock::now()});
  if (std::exchange(slots_[slot].has_died, false))
    base::tallies().restarts[role_of(slot)].add();
  return true;
}

void Pool::reap() {
  int status = 0;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    const auto found = std::ranges::find(children_, pid, &Child::pid);
    if (found == children_.end()) continue;  // none of ours
    const Child child = *found;
    children_.erase(found);
    bury(child, status);
  }
}

void Pool::bury(const Child& child, int status) {
  std::string line = name_of(child.slot) + " (pid " +
                     std::to_string(child.pid) + ") " + how_it_ended(status);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kBadConfiguration) {
    result_ = kBadConfiguration;
    is_stopping_ = true;
    return tell(line + ": stopping");
  }
  if (child.told_to_leave) return tell(line);
  base::tallies().deaths[role_of(child.slot)].add();
  if (roles_.died) roles_.died(line);
  Slot& slot = slots_[child.slot];
  slot.has_died = true;
  const Moment now = SteadyClock::now();
  const bool lived_long = now - child.started >= kShortLife;
  slot.pause = lived_long ? 0ms
                          : std::clamp(slot.pause * 2, kFirstPause,
                                       kLongestPause);
  slot.is_vacant = true;
  slot.fill_at = now + slot.pause;
  tell(line + ", starts again in " + std::to_string(slot.pause.count()) +
       " ms");
}

void Pool::fill_vacant_slots() {
  const Moment now = SteadyClock::now();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    if (!slot.is_vacant || slot.fill_at > now) continue;
    slot.is_vacant = !start(i);
    if (slot.is_vacant) slot.fill_at = now + kForkAgain;
  }
}

void Pool::begin_roll_over() {
  if (roles_.may_roll_over && !roles_.may_roll_over()) {
    return tell("not rolling over: the old workers go on");
  }
  tell("rolling the workers over");
  to_replace_.clear();
  for (const Child& child : children_) {
    const bool is_worker = child.slot != roles_.workers;
    if (is_worker && !child.told_to_leave) to_replace_.push_back(child.pid);
  }
}

// One at a time: the next is replaced when the one before has left.
void Pool::go_on_rolling() {
  while (!to_replace_.empty()) {
    if (std::ranges::any_of(children_, is_leaving)) return;
    const pid_t pid = to_replace_.front();
    to_replace_.pop_front();
    const auto old = std::ranges::find(children_, pid, &Child::pid);
    if (old == children_.end()) continue;  // died, and is new anyway
    const auto at = old - children_.begin();
    if (start(old->slot)) send_away(children_[static_cast<std::size_t>(at)]);
  }
}

void Pool::send_away(Child& child) {
  if (child.told_to_leave) return;
  child.told_to_leave = SteadyClock::now();
  child.tell_again = *child.told_to_leave + kRepeatTerm;
  kill(child.pid, SIGTERM);
}

// A TERM can be missed: before its handler stands, or by a library's loop.
void Pool::urge_leaving() {
  const Moment now = SteadyClock::now();
  for (Child& child : children_) {
    if (!child.told_to_leave || child.tell_again > now) continue;
    const bool is_overdue = now - *child.told_to_leave >= roles_.patience;
    kill(child.pid, is_overdue ? SIGKILL : SIGTERM);
    child.tell_again = now + kRepeatTerm;
  }
}

std::optional<std::chrono::milliseconds> Pool::time_to_next() const {
  Moment next = Moment::max();
  for (const Child& child : children_) {
    if (child.told_to_leave) next = std::min(next, child.tell_again);
  }
  for (const Slot& slot : slots_) {
    if (slot.is_vacant && !is_stopping_) next = std::min(next, slot.fill_at);
  }
  if (next == Moment::max()) return {};
  const auto left = next - SteadyClock::now();
  return std::chrono::ceil<std::chrono::milliseconds>(left);
}

int Pool::run() {
  for (;;) {
    reap();
    is_stopping_ |= stop_asked();
    if (is_stopping_) {
      if (children_.empty()) return result_;
      for (Child& child : children_) send_away(child);
    } else {
      if (reload_asked()) begin_roll_over();
      fill_vacant_slots();
      go_on_rolling();
    }
    urge_leaving();
    held_.let_in(time_to_next());
  }
}

}  // namespace

int run_pool(const Roles& roles) { return Pool(roles).run(); }

}  // namespace support::process

// Signals of a long-running process, as flags that a loop looks at.
#pragma once

#include <signal.h>

#include <chrono>
#include <optional>

namespace support::process {

// Installs handlers without SA_RESTART: TERM and INT set stop, HUP sets
// reload, CHLD only interrupts; PIPE is ignored,
// and XFSZ, so that a write over `ulimit -f` is an error and no death.
void watch_signals();
bool stop_asked();
// Told once: the next call says false until another HUP.
bool reload_asked();
// In a new child: forgets what the parent was asked; TERM and INT set stop,
// HUP is ignored, and signals that the parent held back are let in.
void forget_signals();

// Holds TERM, INT, HUP and CHLD back while it lives, but for let_in(): so a
// loop that looks at the flags and then waits misses none in between.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

  // Waits that long (without a limit: for ever), or until a signal comes.
  void let_in(std::optional<std::chrono::milliseconds> most = {}) const;

 private:
  sigset_t before_;
};

// Waits that long, or until a signal comes; false once a stop is asked, at
// once if that was before.
bool wait_unless_stopped(std::chrono::milliseconds most);

// Watches that no piece of work takes longer than `seconds`: then `handler`
// is called (async-signal-safe; it ends the process).  No timer runs between
// two pieces: a signal there would break off libfcgi's wait for what a new
// connection has to say, and it would hang up.
void watch_work(unsigned seconds, void (*handler)(int));
void work_begins();
void work_ends();

}  // namespace support::process

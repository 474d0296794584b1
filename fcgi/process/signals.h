// Signals of a long-running process, as flags that a loop looks at.
#pragma once

#include <chrono>

namespace support::process {

// Installs handlers without SA_RESTART: TERM and INT set stop, HUP sets
// reload, CHLD only interrupts; PIPE is ignored.
void watch_signals();
bool stop_asked();
// Told once: the next call says false until another HUP.
bool reload_asked();
// In a new child: forgets what the parent was asked; TERM and INT set stop,
// HUP is ignored, and signals that the parent held back are let in.
void forget_signals();
// Waits that long, but no longer than until a signal comes; a stop asked just
// before is noticed.  False once a stop is asked.
bool wait_unless_stopped(std::chrono::milliseconds most);

// Calls the handler of on_alarm (async-signal-safe; it ends the process) when
// a request takes longer; 0 stops the clock.
void set_alarm(unsigned seconds);
void on_alarm(void (*handler)(int));

}  // namespace support::process

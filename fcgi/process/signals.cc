#include "process/signals.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace support::process {
namespace {

using namespace std::chrono_literals;

volatile sig_atomic_t stop_flag = 0;
volatile sig_atomic_t reload_flag = 0;

void ask_stop(int) { stop_flag = 1; }
void ask_reload(int) { reload_flag = 1; }
void only_interrupt(int) {}

void install(int signal, void (*handler)(int), int flags = 0) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

unsigned longest_work_s = 0;

}  // namespace

void watch_signals() {
  install(SIGTERM, ask_stop);
  install(SIGINT, ask_stop);
  install(SIGHUP, ask_reload);
  install(SIGCHLD, only_interrupt);
  install(SIGPIPE, SIG_IGN);
  install(SIGXFSZ, SIG_IGN);
}

bool stop_asked() { return stop_flag != 0; }

bool reload_asked() {
  const bool asked = reload_flag != 0;
  reload_flag = 0;
  return asked;
}

void forget_signals() {
  install(SIGTERM, ask_stop);
  install(SIGINT, ask_stop);
  install(SIGHUP, SIG_IGN);
  install(SIGCHLD, SIG_DFL);
  stop_flag = 0;
  reload_flag = 0;
  // Last: what was sent since the fork comes in now, and counts.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

SignalsHeld::SignalsHeld() {
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) {
    sigaddset(&held, signal);
  }
  sigprocmask(SIG_BLOCK, &held, &before_);
}

SignalsHeld::~SignalsHeld() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

void SignalsHeld::let_in(std::optional<std::chrono::milliseconds> most) const {
  const auto millis = std::max<std::int64_t>(most.value_or(0ms).count(), 0);
  const timespec wait{.tv_sec = millis / 1000,
                      .tv_nsec = millis % 1000 * 1'000'000};
  ppoll(nullptr, 0, most ? &wait : nullptr, &before_);
}

bool wait_unless_stopped(std::chrono::milliseconds most) {
  const SignalsHeld held;
  if (!stop_asked()) held.let_in(most);
  return !stop_asked();
}

void watch_work(unsigned seconds, void (*handler)(int)) {
  longest_work_s = seconds;
  install(SIGALRM, handler, SA_RESTART);
}

void work_begins() { alarm(longest_work_s); }
void work_ends() { alarm(0); }

}  // namespace support::process

#include "http/door.h"

#include <fcntl.h>
#include <sys/epoll.h>

#include <cerrno>

#include "base/error.h"

namespace support::http {
namespace {

[[noreturn]] void fail(const char* action) {
  throw base::IoError("fastcgi socket", action, errno);
}

}  // namespace

Door::Door(int listening_fd) : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  const int flags = fcntl(listening_fd, F_GETFL);
  if (flags < 0 || fcntl(listening_fd, F_SETFL, flags | O_NONBLOCK) < 0) {
    fail("fcntl");
  }
  // Exclusive: a connection wakes one of the waiting processes, not all.
  epoll_event knock{.events = EPOLLIN | EPOLLEXCLUSIVE, .data = {}};
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listening_fd, &knock) < 0) {
    fail("epoll_ctl");
  }
  sigemptyset(&held_);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&held_, signal);
  pthread_sigmask(SIG_BLOCK, &held_, &open_);
  sigorset(&closed_, &open_, &held_);
}

Door::~Door() { pthread_sigmask(SIG_SETMASK, &open_, nullptr); }

bool Door::let_signals_in() {
  sigset_t pending;
  sigpending(&pending);
  sigandset(&pending, &pending, &held_);
  if (sigisemptyset(&pending)) return false;
  pthread_sigmask(SIG_SETMASK, &open_, nullptr);
  pthread_sigmask(SIG_SETMASK, &closed_, nullptr);
  return true;
}

void Door::wait() {
  epoll_event knock{};
  const int count = epoll_pwait(epoll_.get(), &knock, 1, -1, &open_);
  if (count < 0 && errno != EINTR) fail("epoll_pwait");
}

}  // namespace support::http

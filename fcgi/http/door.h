// Waits for a connection to a listening socket that several processes serve,
// and for signals.  libfcgi's own accept would sleep through a TERM that came
// a moment before, and a signal during its reads and writes breaks a request
// off.  So TERM, INT and HUP are held back, and let in at the door alone.
#pragma once

#include <signal.h>

#include "base/file.h"

namespace support::http {

class Door {
 public:
  // Makes the socket non-blocking: another process may be faster to accept.
  // Throws base::IoError.
  explicit Door(int listening_fd);
  ~Door();  // restores the signal mask
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  // True when there were any: look at what their handlers noted.  Without
  // this none would come in while connections never run dry.
  bool let_signals_in();
  // Until somebody knocks or a signal comes in.
  void wait();

 private:
  base::Fd epoll_;
  sigset_t held_{};    // TERM, INT, HUP
  sigset_t open_{};    // the mask outside
  sigset_t closed_{};  // and with those three held back
};

}  // namespace support::http

// FastCGI requests from a listening socket, one at a time (libfcgi behind it,
// in fastcgi.cc alone).
#pragma once

#include <functional>

#include "http/request.h"
#include "http/response.h"

namespace support::http {

// Answers one request.  Must not throw: the process would end.
using Handler = std::function<Response(Request&)>;
// Told after the answer is out: bytes of the body sent.
using Done = std::function<void(const Request&, const Response&,
                                std::size_t bytes_sent, double ms)>;

// Serves until `stop` says so; a request in hand is finished first.  TERM, INT
// and HUP are held back while it is, and let in while waiting for the next
// one, so that none is lost and none cuts a read or write short; their handlers
// are the caller's.  Every body is read to its end, whatever the handler did:
// httpd counts an unread one as a failure.  HEAD gets the headers of its GET
// and no body.  Makes the socket non-blocking; any number of processes may
// serve it.  Throws base::IoError when the socket fails.
void serve_fastcgi(int listening_fd, const Handler& handler, const Done& done,
                   const std::function<bool()>& stop);

}  // namespace support::http

// A Request from FastCGI's parameters: "NAME=value", as CGI names them
// (RFC 3875).
#pragma once

#include "http/request.h"

namespace support::http {

// `parameters` ends with a null pointer; what is of use is copied.  The body's
// reader is left to the caller.
Request request_from(const char* const* parameters);

}  // namespace support::http

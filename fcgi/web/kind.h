// What a request was for, as the metrics tell them apart.
#pragma once

#include "base/tally.h"
#include "http/request.h"

namespace support::web {

// By method and path alone, whatever came of it: a page that is not there is
// a page.
base::RequestKind kind_of(const http::Request& request);

}  // namespace support::web

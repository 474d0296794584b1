// Attachments on their way out: signed URLs and the answer that makes httpd
// send the bytes (X-Sendfile).  There is no other way out.
#pragma once

#include "web/context.h"

namespace support::web::files {

struct SignedUrl {
  std::string url;     // a path with query, on our origin
  base::Time expires;  // 2 minutes from now
};
SignedUrl sign(desk::Desk& desk, const store::ConversationId& id,
               std::uint64_t n);

// Whether the request's query carries a signature of this very file that
// still holds.
bool link_holds(desk::Desk& desk, const http::Request& request,
                std::string_view id, std::string_view n);

// GET /support/file/<id>/<n>: the file, sandboxed, nosniff, an attachment
// unless a raster image; 404 for anything else.
http::Response download(Context& context);

}  // namespace support::web::files

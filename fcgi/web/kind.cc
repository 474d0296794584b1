#include "web/kind.h"

#include <string_view>

namespace support::web {

using base::RequestKind;

base::RequestKind kind_of(const http::Request& request) {
  const std::string_view path = request.path;
  const bool is_post = request.method == http::Method::post;
  if (path.starts_with("/support/api/")) {
    if (!is_post)
      return path.ends_with("/messages/") ? RequestKind::poll
                                          : RequestKind::other;
    if (path.ends_with("/send/")) return RequestKind::send;
    if (path.ends_with("/create/")) return RequestKind::create;
    if (path.ends_with("/upload/")) return RequestKind::upload;
    return RequestKind::other;
  }
  if (path.starts_with("/support/agent/api/")) return RequestKind::staff_api;
  if (path == "/support/healthz" || path.starts_with("/support/file/") ||
      !path.starts_with("/support/"))
    return RequestKind::other;
  return RequestKind::page;
}

}  // namespace support::web

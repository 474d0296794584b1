// The head of one part of multipart/form-data (RFC 7578 section 4).
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/error.h"

namespace support::http {

struct PartHead {
  std::string name;
  std::string file_name;     // UTF-8, else as sent; clean it before use
  std::string content_type;  // as declared, lower-case; "" when not
  bool is_file = false;
};

// From the head's lines, without their CRLF.  Refused as bad_request: no
// Content-Disposition or two, another one than form-data, no name, a name that
// is no UTF-8 or holds NUL.  filename* is not read: the RFC forbids it here.
std::expected<PartHead, base::Refusal> part_head(
    const std::vector<std::string>& lines);

}  // namespace support::http

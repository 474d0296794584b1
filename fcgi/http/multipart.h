// multipart/form-data (RFC 7578), streamed: file bytes go to a sink piece by
// piece and are never held whole.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "http/part_head.h"
#include "http/request.h"

namespace support::http {

struct MultipartLimits {
  std::size_t body_bytes;
  std::size_t field_bytes = 64 * 1024;
  int parts = 20;
};

struct MultipartSink {
  // A file part begins; a refusal ends the reading with it.  A file input that
  // was left empty arrives too, with an empty name and no bytes.  When the
  // body turns out broken later, end_file is not called for an open file, and
  // files that ended before must not count either: look at the outcome.
  std::function<std::expected<void, base::Refusal>(const PartHead&)> begin_file;
  std::function<std::expected<void, base::Refusal>(std::string_view)> file_bytes;
  std::function<std::expected<void, base::Refusal>()> end_file;
};

// Reads the whole body.  The fields that are not files come back as a Form.
// Refused as bad_type: another media type, a Content-Encoding; as bad_request:
// no Content-Length (detail "length": 411), no or a bad boundary, a body that
// ends early, heads over 8 KiB, too many parts, a name or a field that is no
// UTF-8 or holds NUL; as too_large: over the limits.  The body is read to its
// end in any case (drained up to the limit).
std::expected<Form, base::Refusal> read_multipart(const Request& request,
                                                  const MultipartLimits& limits,
                                                  const MultipartSink& sink);

}  // namespace support::http

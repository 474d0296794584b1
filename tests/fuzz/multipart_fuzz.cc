// Any body reads the same however it is cut into pieces, and what comes out
// came in.
#include <algorithm>

#include "base/text.h"
#include "driver.h"
#include "http/header_value.h"
#include "http/multipart.h"

namespace {

using namespace support;
using Outcome = std::expected<void, base::Refusal>;

struct Result {
  bool is_read = false;
  std::string detail;
  std::string fields;
  std::string files;
  bool operator==(const Result&) const = default;
};

Result read(std::string_view body, std::size_t piece) {
  http::Request request;
  request.add_header("content-type", "multipart/form-data; boundary=XyZ");
  request.content_length = static_cast<std::int64_t>(body.size());
  request.read_body_piece = [&body, piece](char* into,
                                           std::size_t count) -> long {
    const std::size_t given = std::min({count, piece, body.size()});
    std::copy_n(body.data(), given, into);
    body.remove_prefix(given);
    return static_cast<long>(given);
  };
  Result result;
  const http::MultipartSink sink{
      .begin_file =
          [&](const http::PartHead& head) {
            result.files += "[" + head.name + "|" + head.file_name + "|";
            return Outcome();
          },
      .file_bytes =
          [&](std::string_view bytes) {
            result.files += bytes;
            return Outcome();
          },
      .end_file =
          [&] {
            result.files += "]";
            return Outcome();
          }};
  const auto form = http::read_multipart(
      request, {.body_bytes = 4096, .field_bytes = 512, .parts = 5}, sink);
  fuzz_check(body.empty() || !form, "a body that was not read to its end");
  result.is_read = form.has_value();
  if (!form) {
    result.detail = form.error().detail;
    result.files.clear();  // how much came before depends on the pieces
    return result;
  }
  for (const char* name : {"text", "key", "file"}) {
    for (const std::string& value : form->all(name)) {
      fuzz_check(base::is_utf8(value), "a field that is no UTF-8");
      result.fields += value + "|";
    }
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const Result whole = read(body, 65536);
  fuzz_check(whole == read(body, 1), "other pieces, another result");
  fuzz_check(whole == read(body, 7), "other pieces, another result");
  fuzz_check(whole.files.size() + whole.fields.size() <= 2 * size,
             "more came out than went in");
  http::header_value(body);
  return 0;
}

std::vector<std::string> fuzz_starts() {
  const std::string field =
      "--XyZ\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n";
  const std::string file =
      "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; "
      "filename=\"a%22b.png\"\r\nContent-Type: image/png\r\n\r\n"
      "\x89PNG\r\n\r\n--Xy\r\n";
  const std::string end = "--XyZ--\r\n";
  return {field + file + end, field + field + end, file + file + end, end,
          "preamble\r\n" + field + end + "epilogue"};
}

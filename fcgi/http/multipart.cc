// The body is seen through a window: what a piece brought and is not yet
// passed on.  Between two parts stands CRLF "--" boundary; a window may end in
// the middle of it, so its last bytes are kept until the next piece tells.
#include "http/multipart.h"

#include <algorithm>

#include "base/text.h"
#include "http/header_value.h"

namespace support::http {
namespace {

using base::Reason;
using base::Refusal;
using Outcome = std::expected<void, Refusal>;
using Consumer = std::function<Outcome(std::string_view)>;

constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kMaxHead = 8 * 1024;
constexpr std::size_t kMaxBoundary = 70;  // RFC 2046 section 5.1.1

std::unexpected<Refusal> malformed(std::string_view what) {
  return std::unexpected(Refusal{.reason = Reason::bad_request,
                                 .detail = "multipart: " + std::string(what)});
}

std::unexpected<Refusal> too_large(std::size_t limit, const char* what) {
  return std::unexpected(Refusal{.reason = Reason::too_large,
                                 .limit = static_cast<std::int64_t>(limit),
                                 .detail = what});
}

bool is_text(std::string_view bytes) {
  return base::is_utf8(bytes) && !base::has_nul(bytes);
}

bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= kMaxBoundary && text.back() != ' ' &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

class Reader {
 public:
  Reader(const Request& request, const MultipartLimits& limits,
         const MultipartSink& sink, std::string_view boundary)
      : request_(request),
        limits_(limits),
        sink_(sink),
        delimiter_("\r\n--" + std::string(boundary)),
        // The first delimiter may stand at the very start of the body.
        window_("\r\n") {}

  std::expected<Form, Refusal> read();

 private:
  Outcome fill();
  Outcome pass_to_delimiter(const Consumer& consume);
  std::expected<bool, Refusal> another_part_follows();
  std::expected<std::string, Refusal> line();
  std::expected<PartHead, Refusal> read_head();
  Outcome read_part();
  Outcome read_field(const std::string& name);
  Outcome read_file(const PartHead& head);
  Outcome read_to_end();

  std::string_view unread() const {
    return std::string_view(window_).substr(at_);
  }

  const Request& request_;
  const MultipartLimits& limits_;
  const MultipartSink& sink_;
  const std::string delimiter_;
  std::string window_;
  std::size_t at_ = 0;  // what stands before it in the window is dealt with
  std::uint64_t total_ = 0;
  bool is_at_end_ = false;
  Form form_;
};

// Brings one more piece into the window, or finds the end of the body.
Outcome Reader::fill() {
  window_.erase(0, std::exchange(at_, 0));
  const std::size_t had = window_.size();
  window_.resize(had + kPiece);
  const long got = request_.read_body_piece(window_.data() + had, kPiece);
  window_.resize(had + static_cast<std::size_t>(std::max(got, 0L)));
  if (got < 0) return malformed("shorter than its Content-Length");
  is_at_end_ = got == 0;
  total_ += static_cast<std::uint64_t>(got);
  if (total_ > limits_.body_bytes) return too_large(limits_.body_bytes, "body");
  return {};
}

Outcome Reader::pass_to_delimiter(const Consumer& consume) {
  for (;;) {
    const std::size_t found = window_.find(delimiter_, at_);
    const bool is_found = found != window_.npos;
    const std::size_t kept = std::min(unread().size(), delimiter_.size() - 1);
    const std::size_t end = is_found ? found : window_.size() - kept;
    if (end > at_) {
      const Outcome taken = consume(unread().substr(0, end - at_));
      if (!taken) return taken;
    }
    at_ = is_found ? end + delimiter_.size() : end;
    if (is_found) return {};
    const Outcome filled = fill();
    if (!filled) return filled;
    if (is_at_end_) return malformed("ends early");
  }
}

// The rest of the delimiter's line: "--" after the last part, else nothing.
std::expected<bool, Refusal> Reader::another_part_follows() {
  while (unread().size() < 2) {
    if (const Outcome filled = fill(); !filled) {
      return std::unexpected(filled.error());
    }
    if (is_at_end_) return malformed("ends early");
  }
  if (unread().starts_with("--")) return false;
  const auto rest = line();
  if (!rest) return std::unexpected(rest.error());
  if (!base::trimmed(*rest).empty()) return malformed("a boundary goes on");
  return true;
}

std::expected<std::string, Refusal> Reader::line() {
  for (;;) {
    const std::size_t end = unread().find("\r\n");
    if (std::min(end, unread().size()) > kMaxHead) {
      return malformed("a head over 8 KiB");
    }
    if (end != std::string_view::npos) {
      std::string text(unread().substr(0, end));
      at_ += end + 2;
      return text;
    }
    if (const Outcome filled = fill(); !filled) {
      return std::unexpected(filled.error());
    }
    if (is_at_end_) return malformed("ends early");
  }
}

std::expected<PartHead, Refusal> Reader::read_head() {
  std::vector<std::string> lines;
  for (std::size_t bytes = 0;;) {
    auto text = line();
    if (!text) return std::unexpected(text.error());
    if (text->empty()) return part_head(lines);
    bytes += text->size();
    if (bytes > kMaxHead) return malformed("a head over 8 KiB");
    lines.push_back(std::move(*text));
  }
}

Outcome Reader::read_field(const std::string& name) {
  std::string value;
  const Outcome passed = pass_to_delimiter([&](std::string_view bytes) {
    value += bytes;
    return value.size() > limits_.field_bytes
               ? Outcome(too_large(limits_.field_bytes, "field"))
               : Outcome();
  });
  if (!passed) return passed;
  if (!is_text(value)) return malformed("a field that is no UTF-8 text");
  form_.add(name, std::move(value));
  return {};
}

Outcome Reader::read_file(const PartHead& head) {
  if (!sink_.begin_file) return malformed("a file where none is taken");
  const Outcome begun = sink_.begin_file(head);
  if (!begun) return begun;
  const Outcome passed = pass_to_delimiter(sink_.file_bytes);
  return passed ? sink_.end_file() : passed;
}

Outcome Reader::read_part() {
  const auto head = read_head();
  if (!head) return std::unexpected(head.error());
  return head->is_file ? read_file(*head) : read_field(head->name);
}

// Nothing counts before the whole body has come.
Outcome Reader::read_to_end() {
  while (!is_at_end_) {
    at_ = window_.size();
    if (const Outcome filled = fill(); !filled) return filled;
  }
  if (total_ == static_cast<std::uint64_t>(request_.content_length)) return {};
  return malformed("not as long as its Content-Length");
}

std::expected<Form, Refusal> Reader::read() {
  Outcome outcome =
      pass_to_delimiter([](std::string_view) { return Outcome(); });
  for (int parts = 0; outcome; ++parts) {
    const auto follows = another_part_follows();
    if (!follows) return std::unexpected(follows.error());
    if (!*follows) break;
    if (parts == limits_.parts) return malformed("too many parts");
    outcome = read_part();
  }
  if (outcome) outcome = read_to_end();
  if (!outcome) return std::unexpected(outcome.error());
  return std::move(form_);
}

std::expected<Form, Refusal> read_checked(const Request& request,
                                          const MultipartLimits& limits,
                                          const MultipartSink& sink) {
  const auto type = header_value(request.header("content-type"));
  const bool is_plain = request.header("content-encoding").empty();
  if (!is_plain || request.content_type() != "multipart/form-data") {
    return std::unexpected(
        Refusal{.reason = Reason::bad_type, .detail = "content-type"});
  }
  const std::string boundary =
      type ? type->parameter("boundary").value_or("") : "";
  if (!is_boundary(boundary)) return malformed("no boundary");
  if (request.content_length < 0) {
    return std::unexpected(
        Refusal{.reason = Reason::bad_request, .detail = "length"});
  }
  if (static_cast<std::uint64_t>(request.content_length) > limits.body_bytes) {
    return too_large(limits.body_bytes, "body");
  }
  return Reader(request, limits, sink, boundary).read();
}

}  // namespace

std::expected<Form, Refusal> read_multipart(const Request& request,
                                            const MultipartLimits& limits,
                                            const MultipartSink& sink) {
  auto form = read_checked(request, limits, sink);
  if (!form) drain_body(request, limits.body_bytes);
  return form;
}

}  // namespace support::http

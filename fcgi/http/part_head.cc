#include "http/part_head.h"

#include "base/text.h"
#include "http/header_value.h"

namespace support::http {
namespace {

using base::Refusal;
using Outcome = std::expected<void, Refusal>;

std::unexpected<Refusal> malformed(const char* what) {
  return std::unexpected(
      Refusal{.reason = base::Reason::bad_request,
              .detail = "multipart: " + std::string(what)});
}

bool is_text(std::string_view bytes) {
  return base::is_utf8(bytes) && !base::has_nul(bytes);
}

// Browsers write a quote, CR or LF in a name as %22, %0D and %0A (HTML
// standard); any other '%' is itself.
std::string unescaped(std::string_view name) {
  std::string plain;
  while (!name.empty()) {
    const std::string escape = base::lower_ascii(name.substr(0, 3));
    char meant = '\0';
    if (escape == "%22") meant = '"';
    if (escape == "%0d") meant = '\r';
    if (escape == "%0a") meant = '\n';
    plain += meant != '\0' ? meant : name.front();
    name.remove_prefix(meant != '\0' ? 3 : 1);
  }
  return plain;
}

Outcome take_disposition(std::string_view text, PartHead& head) {
  const auto value = header_value(text);
  if (!value || value->value != "form-data") {
    return malformed("a part that is no form-data");
  }
  if (!head.name.empty()) return malformed("a part with two names");
  const auto file_name = value->parameter("filename");
  head.name = unescaped(value->parameter("name").value_or(""));
  head.is_file = file_name.has_value();
  head.file_name = unescaped(file_name.value_or(""));
  if (head.name.empty()) return malformed("a part without a name");
  if (!is_text(head.name) || !is_text(head.file_name)) {
    return malformed("a name that is no UTF-8 text");
  }
  return {};
}

Outcome take_line(std::string_view line, PartHead& head) {
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return malformed("a head line without a colon");
  const std::string name = base::lower_ascii(line.substr(0, colon));
  const std::string_view value = base::trimmed(line.substr(colon + 1));
  if (name == "content-disposition") return take_disposition(value, head);
  if (name == "content-type") {
    const std::string_view type = value.substr(0, value.find(';'));
    head.content_type = base::lower_ascii(base::trimmed(type));
  }
  return {};
}

}  // namespace

std::expected<PartHead, Refusal> part_head(
    const std::vector<std::string>& lines) {
  PartHead head;
  for (const std::string& line : lines) {
    const Outcome taken = take_line(line, head);
    if (!taken) return std::unexpected(taken.error());
  }
  if (head.name.empty()) return malformed("a part without a name");
  return head;
}

}  // namespace support::http

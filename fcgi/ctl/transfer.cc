#include "ctl/transfer.h"

#include <istream>

#include "base/crypto.h"
#include "base/text.h"
#include "ctl/ctl.h"
#include "store/record.h"

namespace support::ctl {
namespace {

namespace json = base::json;

std::string wrapped(std::string_view bytes, bool newline) {
  json::Object fields;
  if (base::is_utf8(bytes) && !base::has_nul(bytes)) {
    fields.push_back({"raw", bytes});
  } else {
    fields.push_back({"base64url", base::crypto::base64url(bytes)});
  }
  fields.push_back({"newline", newline});
  return json::write(fields);
}

}  // namespace

bool stands_as_it_is(std::string_view line) {
  return line.size() <= kPieceBytes * 2 && line.starts_with("{\"n\":") &&
         store::decode(line).has_value();
}

void each_line_for(std::string_view bytes,
                   const std::function<void(std::string_view)>& each) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    const bool is_torn = end == std::string_view::npos;
    if (!is_torn && stands_as_it_is(line)) {
      each(line);
      bytes.remove_prefix(line.size() + 1);
      continue;
    }
    const std::string_view piece = line.substr(0, kPieceBytes);
    const bool newline = !is_torn && piece.size() == line.size();
    each(wrapped(piece, newline));
    bytes.remove_prefix(piece.size() + (newline ? 1 : 0));
  }
}

std::string piece_line(std::string_view bytes) {
  return json::write(
      json::Object{{"base64url", base::crypto::base64url(bytes)}});
}

std::optional<std::string> bytes_for(std::string_view line,
                                     const json::Value& value) {
  if (value.find("n")) {
    if (!stands_as_it_is(line)) return std::nullopt;
    return std::string(line) + '\n';
  }
  const std::string end = value.flag("newline") ? "\n" : "";
  if (const json::Value* raw = value.find("raw")) {
    if (!raw->string()) return std::nullopt;
    return *raw->string() + end;
  }
  const json::Value* coded = value.find("base64url");
  if (!coded || !coded->string()) return std::nullopt;
  auto bytes = base::crypto::from_base64url(*coded->string());
  if (!bytes) return std::nullopt;
  return *bytes + end;
}

std::optional<std::string> LineReader::next() {
  std::string line;
  ++number_;
  for (int c; (c = in_.get()) != '\n'; line += static_cast<char>(c)) {
    if (c == std::istream::traits_type::eof()) {
      if (line.empty()) return std::nullopt;
      fail("the line is cut off");
    }
    if (line.size() >= kMostLineBytes) fail("the line is too long");
  }
  return line;
}

void LineReader::fail(const std::string& what) const {
  throw Failure(kBadData, "line " + std::to_string(number_) + ": " + what);
}

}  // namespace support::ctl

#include "store/redacted.h"

#include <string.h>

#include <algorithm>
#include <string_view>

namespace support::store {
namespace {

constexpr Offset kPiece = 256 * 1024;
// Inside a text its quotes would be escaped.
constexpr std::string_view kMark = "\"k\":\"redact\"";

const char* mark_in(std::string_view bytes) {
  return static_cast<const char*>(
      ::memmem(bytes.data(), bytes.size(), kMark.data(), kMark.size()));
}

void take_line(std::string_view line, TakenOut& out) {
  const auto record = decode(line);
  if (!record || record->kind != Kind::redact) return;
  const std::int64_t ref = record->number("ref");
  const auto n = static_cast<std::uint64_t>(std::max(ref, std::int64_t{0}));
  if (n > 0 && n < record->n) out[n] = record->field("was");
}

void take_lines(std::string_view lines, TakenOut& out) {
  while (const char* mark = mark_in(lines)) {
    const auto at = static_cast<std::size_t>(mark - lines.data());
    const std::size_t begin = lines.rfind('\n', at) + 1;  // npos + 1 is 0
    const std::size_t end = lines.find('\n', at);
    take_line(lines.substr(begin, end - begin), out);
    lines.remove_prefix(end);
  }
}

}  // namespace

TakenOut taken_out(const LogReader& reader, Offset from) {
  TakenOut out;
  std::string rest;  // of a line that the last piece cut
  while (from < reader.size()) {
    const std::string piece = reader.read(
        from, static_cast<std::size_t>(std::min(kPiece, reader.size() - from)));
    if (piece.empty()) break;
    from += piece.size();
    rest += piece;
    const std::size_t whole = rest.rfind('\n') + 1;
    take_lines(std::string_view(rest).substr(0, whole), out);
    rest.erase(0, whole);
  }
  return out;
}

bool can_be_taken_out(Kind kind) {
  return kind == Kind::message || kind == Kind::note || kind == Kind::file ||
         kind == Kind::rating || kind == Kind::voided;
}

void hide(Record& record, const TakenOut& out) {
  if (out.empty() || !can_be_taken_out(record.kind)) return;
  const auto found = out.find(record.n);
  if (found == out.end()) return;
  const std::string was =
      record.kind == Kind::voided ? found->second : record.kind_name;
  record.kind = Kind::voided;
  record.kind_name = name_of(Kind::voided);
  record.more.clear();
  if (!was.empty()) record.more.push_back({"was", was});
}

}  // namespace support::store

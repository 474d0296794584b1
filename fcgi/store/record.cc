// One line of JSON with its CRC; see record.h.

#include "store/record.h"

#include <array>
#include <boost/crc.hpp>
#include <cstdio>
#include <utility>

#include "base/text.h"

namespace support::store {

namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 14> kNames{{
    {Kind::open, "open"},
    {Kind::message, "message"},
    {Kind::note, "note"},
    {Kind::file, "file"},
    {Kind::status, "status"},
    {Kind::assign, "assign"},
    {Kind::tag, "tag"},
    {Kind::seen, "seen"},
    {Kind::rating, "rating"},
    {Kind::redact, "redact"},
    {Kind::voided, "void"},
    {Kind::erased, "erased"},
    {Kind::conversation, "conversation"},
    {Kind::gone, "gone"},
}};

// What stands between a line's bytes and its CRC, and what ends the line:
// ,"c":"0b0e64c2"}
constexpr std::string_view kCrcName = ",\"c\":\"";
constexpr std::size_t kCrcDigits = 8;
constexpr std::size_t kCrcLength = kCrcName.size() + kCrcDigits + 2;

Kind kind_named(std::string_view name) {
  for (const auto& [kind, its_name] : kNames) {
    if (its_name == name) return kind;
  }
  return Kind::other;
}

bool is_reserved(std::string_view name) {
  return name == "n" || name == "t" || name == "k" || name == "by" ||
         name == "id" || name == "c";
}

// Everything but the five fields that have a place of their own, and the CRC.
base::json::Object other_fields(const base::json::Object& all) {
  base::json::Object more;
  for (const base::json::Member& member : all) {
    if (!is_reserved(member.name)) more.push_back(member);
  }
  return more;
}

// An editor may have saved the file with a byte order mark, or with CRLF.
std::string_view without_editors_marks(std::string_view line) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (line.starts_with(kByteOrderMark))
    line.remove_prefix(kByteOrderMark.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

std::string_view name_of(Kind kind) {
  for (const auto& [its_kind, name] : kNames) {
    if (its_kind == kind) return name;
  }
  return "other";
}

std::string Record::text() const { return field("text"); }

std::string Record::field(std::string_view name) const {
  const base::json::Value* value = base::json::find(more, name);
  return value && value->string() ? *value->string() : "";
}

std::int64_t Record::number(std::string_view name) const {
  const base::json::Value* value = base::json::find(more, name);
  return value && value->number() ? *value->number() : 0;
}

bool Record::flag(std::string_view name) const {
  const base::json::Value* value = base::json::find(more, name);
  return value && value->boolean() && *value->boolean();
}

std::uint32_t crc32(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

std::string crc_text(std::uint32_t crc) {
  char digits[kCrcDigits + 1];
  std::snprintf(digits, sizeof digits, "%08x", crc);
  return digits;
}

std::string with_crc(std::string object) {
  object.pop_back();  // the closing brace comes after the CRC
  const std::uint32_t crc = crc32(object);
  return object.append(kCrcName).append(crc_text(crc)).append("\"}");
}

std::string encode(const Record& record) {
  base::json::Object fields{
      {"n", record.n},
      {"t", base::iso(record.t)},
      {"k", record.kind_name.empty() ? std::string(name_of(record.kind))
                                     : record.kind_name},
      {"by", record.by}};
  if (!record.id.empty()) fields.push_back({"id", record.id});
  for (const base::json::Member& member : record.more) {
    if (!is_reserved(member.name)) fields.push_back(member);
  }
  return with_crc(base::json::write(fields));
}

std::optional<std::uint32_t> valid_crc(std::string_view line) {
  line = without_editors_marks(line);
  if (line.size() <= kCrcLength || !line.ends_with("\"}")) return std::nullopt;
  const std::string_view body = line.substr(0, line.size() - kCrcLength);
  const std::string_view tail = line.substr(body.size());
  if (!tail.starts_with(kCrcName)) return std::nullopt;
  const std::uint32_t crc = crc32(body);
  if (tail.substr(kCrcName.size(), kCrcDigits) != crc_text(crc)) {
    return std::nullopt;
  }
  return crc;
}

std::optional<Record> decode(std::string_view line) {
  if (!valid_crc(line)) return std::nullopt;
  const auto value = base::json::parse(without_editors_marks(line));
  if (!value || !value->object()) return std::nullopt;
  const auto time = base::from_iso(value->text("t"));
  const std::int64_t n = value->integer("n");
  if (!time || n < 1) return std::nullopt;
  Record record;
  record.n = static_cast<std::uint64_t>(n);
  record.t = *time;
  record.kind_name = value->text("k");
  record.kind = kind_named(record.kind_name);
  record.by = value->text("by");
  record.id = value->text("id");
  record.more = other_fields(*value->object());
  return record;
}

}  // namespace support::store

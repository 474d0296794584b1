// A record: one line of JSON in an append-only file (support-data(5)).
//   {"n":2,"t":"2026-11-22T10:41:07.123Z","k":"message","by":"c:9f2c",
//    "id":"f3b0c2d4-1","text":"Hello","c":"0b0e64c2"}
// n, t, k come first, c last: CRC-32 (zlib's polynomial) of every byte before
// ,"c":" in lower-case hex.  Unknown kinds and fields are kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"

namespace support::store {

enum class Kind {
  open,     // first line; again when a guest becomes a signed customer
  message,  // id, text
  note,     // id, text; staff only
  file,     // id, name, type, bytes, sha256, and width, height of an image
  status,   // to: open, pending or closed
  assign,   // to: a login, or "" for nobody
  tag,      // add or remove: a tag
  seen,     // upto: the number of the last record seen
  rating,   // value 1 to 5, text
  redact,   // ref: the number of the record that is taken out
  voided,   // "void": what is left of it
  erased,   // what is left of an erased person
  conversation,  // in a customer's file: one of their conversations
  gone,     // there, too: that conversation was taken away on purpose
  other,    // of a later version: kept, shown to nobody
};
std::string_view name_of(Kind kind);

struct Record {
  std::uint64_t n = 0;  // 1, 2, 3 … in its file
  base::Time t{};
  Kind kind = Kind::other;
  std::string kind_name;  // as written
  std::string by;         // "c:<customer>", "a:<login>" or "s:<what>"
  std::string id;         // the sender's own key; "" when there is none
  base::json::Object more;  // every other field, "text" among them, in order

  std::string text() const;
  std::string field(std::string_view name) const;  // "" when absent
  std::int64_t number(std::string_view name) const;
  bool flag(std::string_view name) const;
};

// The line with its CRC, without the newline.
std::string encode(const Record& record);

// A whole line (without newline) whose CRC holds; nothing for anything else.
std::optional<Record> decode(std::string_view line);

// The CRC that a line carries, if it holds (a quick check without parsing).
std::optional<std::uint32_t> valid_crc(std::string_view line);
std::uint32_t crc32(std::string_view bytes);
std::string crc_text(std::uint32_t crc);  // "0b0e64c2"
// An object as json::write gives it, with its CRC as last member.
std::string with_crc(std::string object);

}  // namespace support::store

// The lines that `supportctl export` writes and `import` reads: JSON Lines,
// described in supportctl(8).
//
//   {"export":"bookshop-support","version":1}
//   {"conversation":ID,"bytes":N,"sha256":S,"lists":[{"customer":K,...}]}
//   {"n":1,...}                 its lines as they are, byte for byte
//   {"raw":TEXT,"newline":B}    what is no valid record; or "base64url":B
//   {"file":"3-<sha256>"}       an attachment,
//   {"base64url":B}             and its bytes in pieces
//   {"end":ID,"sha256":S}       of every byte of the lines since the head
//   {"end":"export","conversations":N}
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace support::ctl {

inline constexpr std::string_view kExportHead =
    R"({"export":"bookshop-support","version":1})";
// Of what stands in one line, before it is written as JSON.
inline constexpr std::size_t kPieceBytes = 48 * 1024;
inline constexpr std::size_t kMostLineBytes = 384 * 1024;
inline constexpr std::size_t kMostConversationBytes = 80 * 1024 * 1024;

// True when a line of a conversation may stand in an export as it is.
bool stands_as_it_is(std::string_view line);

// Gives the lines (without newline) that stand for a conversation's bytes.
void each_line_for(std::string_view bytes,
                   const std::function<void(std::string_view)>& each);
std::string piece_line(std::string_view bytes);

// The bytes that such a line stands for; nothing for any other line.
std::optional<std::string> bytes_for(std::string_view line,
                                     const base::json::Value& value);

// A line and its number; nothing at the end.  Throws Failure (kBadData) at
// one that is too long or lacks its newline.
class LineReader {
 public:
  explicit LineReader(std::istream& in) : in_(in) {}
  std::optional<std::string> next();
  std::uint64_t number() const { return number_; }
  [[noreturn]] void fail(const std::string& what) const;

 private:
  std::istream& in_;
  std::uint64_t number_ = 0;
};

}  // namespace support::ctl

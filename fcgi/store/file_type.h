// Which files we take, and how they may be called.  A type is told by the
// extension and the first bytes, which must agree; nothing is ever decoded.
// No type of ours runs in a browser: no HTML, no SVG (security.md O23).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace support::store {

struct FileType {
  std::string_view extension;  // "png"
  std::string_view media;      // "image/png"
  bool is_image;
};

// Null for a type that we do not take.
const FileType* type_by_media(std::string_view media);
// By what follows the last dot of a clean name, in either case.
const FileType* type_by_name(std::string_view clean_name);
// "png", "jpg", …: for an upload field and for error texts.
std::vector<std::string_view> allowed_extensions();

// Whether the bytes are of this type, by its signature at their very start; a
// text is UTF-8 without NUL that has no other type's signature.
bool begins_as(const FileType& type, std::string_view bytes);

// What the sender said of the type: nothing, "unknown", or this type.
bool is_declared_as(const FileType& type, std::string_view declared);

// A file name as one line without control, bidi, invisible or path
// characters, without dots at its ends, at most 120 code points with its
// extension; nothing is left: "file".
std::string clean_file_name(std::string_view as_sent);

}  // namespace support::store

// Attachments: taken in streamed, typed by their first bytes, kept by number
// and SHA-256 beside the conversation.  The record that names one is written
// after its bytes are on disk.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/error.h"
#include "store/paths.h"
#include "store/record.h"

namespace support::store {

// What we take: png jpg gif webp pdf txt.  By extension (after cleaning) and
// first bytes, which must agree; a declared type is only a hint and must not
// contradict.
struct FileType {
  std::string_view extension;  // "png"
  std::string_view media;      // "image/png"
  bool is_image;
};
const FileType* type_by_media(std::string_view media);
std::vector<std::string_view> allowed_extensions();

// A file name as one line without control, bidi, zero-width or path
// characters, at most 120 code points; nothing is left: "file".
std::string clean_file_name(std::string_view as_sent);

struct StoredFile {
  std::string name;
  std::string media;
  std::uint64_t bytes = 0;
  std::string sha256;
  std::int64_t width = 0;   // of an image, 0 otherwise
  std::int64_t height = 0;
};

// A file on its way in.  Its bytes go to a temporary file, which goes away
// with this object unless keep() was called.
class IncomingFile {
 public:
  IncomingFile(const Paths& paths, std::string_view name_as_sent,
               std::string_view declared_type, std::size_t max_bytes);
  ~IncomingFile();
  IncomingFile(IncomingFile&&) noexcept;

  // Refused: too_large.  Throws IoError.
  std::expected<void, base::Refusal> add(std::string_view bytes);
  // All is there: checks type, text and pixels (at most 50 million), and
  // syncs.  Refused: bad_type, empty, too_large.
  std::expected<StoredFile, base::Refusal> finish();
  // Moves it to its place, on disk with its name when this returns.
  void keep(const ConversationId& id, std::uint64_t n);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The fields of a `file` record, and back.
base::json::Object fields_of(const StoredFile& file);
StoredFile file_in(const Record& record);

}  // namespace support::store

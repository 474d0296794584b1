// Attachments: taken in streamed, typed by name and first bytes
// (file_type.h), kept by number and SHA-256 beside the conversation.  The
// record that names one is written after its bytes are on disk.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/file_type.h"
#include "store/paths.h"
#include "store/record.h"

namespace support::store {

struct StoredFile {
  std::string name;
  std::string media;
  std::uint64_t bytes = 0;
  std::string sha256;
  std::int64_t width = 0;   // of an image, 0 otherwise
  std::int64_t height = 0;
};

inline constexpr std::int64_t kMostPixels = 50'000'000;

// A file on its way in.  Its bytes go to a temporary file, which goes away
// with this object unless keep() was called.
class IncomingFile {
 public:
  IncomingFile(const Paths& paths, std::string_view name_as_sent,
               std::string_view declared_type, std::size_t max_bytes);
  ~IncomingFile();
  IncomingFile(IncomingFile&&) noexcept;

  // Refused: too_large (limit: bytes), storage_latched.  Throws IoError.
  std::expected<void, base::Refusal> add(std::string_view bytes);
  // All is there: checks type, text and pixels, takes what tells place and
  // time out of a JPEG, and syncs.  Called once.  Refused: empty, bad_type
  // (detail: name, declared type, content or image header), too_large
  // (detail: pixels; limit: 50 million), storage_latched.
  std::expected<StoredFile, base::Refusal> finish();
  // After finish(): moves it to its place, on disk with its name when this
  // returns.  Throws IoError, EIO while the latch is set.
  void keep(const ConversationId& id, std::uint64_t n);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Unlinks temporary files older than a day, whose worker was killed; how many.
std::size_t tidy_incoming(const Paths& paths, base::Time now);

// The fields of a `file` record, and back.
base::json::Object fields_of(const StoredFile& file);
StoredFile file_in(const Record& record);

}  // namespace support::store

#include "store/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstdio>
#include <numeric>

#include "base/crypto.h"
#include "base/file_time.h"
#include "base/uninterrupted.h"
#include "store/folder.h"
#include "store/image_size.h"
#include "store/jpeg.h"
#include "store/latch.h"
#include "store/mapping.h"

namespace support::store {
namespace {

using base::IoError;
using base::Path;
using base::Reason;
using base::Refusal;

constexpr std::string_view kTemporary = ".part";

// A new file in incoming/ that goes with this object unless it was moved away.
class Temporary {
 public:
  explicit Temporary(const Paths& paths)
      : path_(paths.incoming() / (base::crypto::random_base32(20) +
                                  std::string(kTemporary))),
        fd_(base::open_file(
            path_, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (fd_) ::unlink(path_.c_str());
  }

  const Path& path() const { return path_; }
  const base::Fd& fd() const { return fd_; }
  void add(std::string_view bytes) { base::write_all(fd_, path_, bytes); }

  // httpd reads it by its group (X-Sendfile).
  void sync() {
    if (base::uninterrupted([&] { return ::fchmod(fd_.get(), 0640); }) != 0)
      throw IoError(path_.string(), "chmod", errno);
    base::sync_data(fd_, path_);
  }
  void move_to(const Path& place) {
    if (base::uninterrupted([&] {
          return ::rename(path_.c_str(), place.c_str());
        }) != 0)
      throw IoError(place.string(), "rename", errno);
    fd_.close();
  }

 private:
  Path path_;
  base::Fd fd_;
};

Refusal bad_type(const char* what) {
  return {.reason = Reason::bad_type, .detail = what};
}

// The checks that a sender cannot talk away.
std::expected<StoredFile, Refusal> checked(const std::string& name,
                                           std::string_view declared,
                                           std::string_view bytes) {
  const FileType* type = type_by_name(name);
  if (!type) return std::unexpected(bad_type("name"));
  if (!is_declared_as(*type, declared))
    return std::unexpected(bad_type("declared type"));
  if (!begins_as(*type, bytes)) return std::unexpected(bad_type("content"));
  StoredFile file;
  file.name = name;
  file.media = type->media;
  if (!type->is_image) return file;
  const auto size = image_size(type->media, bytes);
  if (!size) return std::unexpected(bad_type("image header"));
  if (size->pixels() > static_cast<std::uint64_t>(kMostPixels))
    return std::unexpected(Refusal{.reason = Reason::too_large,
                                   .limit = kMostPixels,
                                   .detail = "pixels"});
  file.width = size->width;
  file.height = size->height;
  return file;
}

std::size_t total(const std::vector<std::string_view>& pieces) {
  return std::accumulate(
      pieces.begin(), pieces.end(), std::size_t{0},
      [](std::size_t sum, std::string_view piece) {
        return sum + piece.size();
      });
}

}  // namespace

struct IncomingFile::State {
  Paths paths;
  std::string name;
  std::string declared;
  std::uint64_t max_bytes;
  std::uint64_t bytes = 0;
  std::unique_ptr<base::crypto::Sha256> sha256;
  std::unique_ptr<Temporary> temporary;  // from the first byte on
  std::string digest;                    // once finished

  // Puts a file in its place that has these bytes.
  void rewrite(const std::vector<std::string_view>& pieces) {
    auto fresh = std::make_unique<Temporary>(paths);
    sha256 = std::make_unique<base::crypto::Sha256>();
    for (const std::string_view piece : pieces) {
      fresh->add(piece);
      sha256->add(piece);
    }
    bytes = total(pieces);
    temporary = std::move(fresh);
  }

  std::expected<StoredFile, Refusal> finish() {
    const Mapping mapping(temporary->fd(), temporary->path());
    auto file = checked(name, declared, mapping.bytes());
    if (!file) return file;
    if (file->media == "image/jpeg") {
      const auto pieces = without_metadata(mapping.bytes());
      if (!pieces) return std::unexpected(bad_type("image header"));
      rewrite(*pieces);
    }
    temporary->sync();
    digest = sha256->hex();
    file->bytes = bytes;
    file->sha256 = digest;
    return file;
  }
};

IncomingFile::IncomingFile(const Paths& paths, std::string_view name_as_sent,
                           std::string_view declared_type,
                           std::size_t max_bytes)
    : state_(new State{.paths = paths,
                       .name = clean_file_name(name_as_sent),
                       .declared = std::string(declared_type),
                       .max_bytes = max_bytes,
                       .sha256 = std::make_unique<base::crypto::Sha256>(),
                       .temporary = nullptr,
                       .digest = ""}) {}
IncomingFile::~IncomingFile() = default;
IncomingFile::IncomingFile(IncomingFile&&) noexcept = default;

std::expected<void, Refusal> IncomingFile::add(std::string_view bytes) {
  State& state = *state_;
  assert(state.digest.empty());
  if (bytes.size() > state.max_bytes - state.bytes)
    return std::unexpected(
        Refusal{.reason = Reason::too_large,
                .limit = static_cast<std::int64_t>(state.max_bytes)});
  if (bytes.empty()) return {};
  return guarded(state.paths, [&]() -> std::expected<void, Refusal> {
    if (!state.temporary)
      state.temporary = std::make_unique<Temporary>(state.paths);
    state.temporary->add(bytes);
    state.sha256->add(bytes);
    state.bytes += bytes.size();
    return {};
  });
}

std::expected<StoredFile, Refusal> IncomingFile::finish() {
  State& state = *state_;
  assert(state.digest.empty());
  if (!state.temporary) return std::unexpected(Refusal{Reason::empty});
  return guarded(state.paths, [&] { return state.finish(); });
}

void IncomingFile::keep(const ConversationId& id, std::uint64_t n) {
  State& state = *state_;
  assert(!state.digest.empty());
  guarded(state.paths, [&] {
    const Path folder = state.paths.files_of(id);
    base::make_directories(folder, 0750);
    state.temporary->move_to(state.paths.file(id, n, state.digest));
    base::sync_directory(folder);
    base::sync_directory(state.paths.incoming());
  });
}

std::size_t tidy_incoming(const Paths& paths, base::Time now) {
  if (is_latched(paths)) return 0;
  return watched(paths, [&] {
    std::size_t count = 0;
    for (const std::string& name : names_in(paths.incoming())) {
      const Path file = paths.incoming() / name;
      if (!name.ends_with(kTemporary)) continue;
      const auto changed = base::modified(file);
      if (changed && now - *changed > base::Days(1) && remove_file(file))
        ++count;
    }
    return count;
  });
}

base::json::Object fields_of(const StoredFile& file) {
  base::json::Object fields = {{"name", file.name},
                               {"type", file.media},
                               {"bytes", file.bytes},
                               {"sha256", file.sha256}};
  if (file.width == 0) return fields;
  fields.push_back({"width", file.width});
  fields.push_back({"height", file.height});
  return fields;
}

StoredFile file_in(const Record& record) {
  return {.name = record.field("name"),
          .media = record.field("type"),
          .bytes = static_cast<std::uint64_t>(record.number("bytes")),
          .sha256 = record.field("sha256"),
          .width = record.number("width"),
          .height = record.number("height")};
}

}  // namespace support::store

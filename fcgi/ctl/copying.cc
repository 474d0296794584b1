#include "ctl/copying.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "base/error.h"
#include "base/text.h"
#include "ctl/ctl.h"
#include "store/folder.h"

namespace support::ctl {
namespace {

using base::Path;

// So often a conversation is copied again from which something was taken.
constexpr int kTries = 5;
// So long a conversation may take to follow its first attachment.
constexpr std::chrono::minutes kPassing{10};

// In the order in which files are copied: names by their bytes, folder by
// folder.
std::string key_of(std::string path) {
  std::ranges::replace(path, '/', '\0');
  return path;
}

// An attachment comes right after its conversation.
std::string key_of(const store::Paths& paths, const std::string& path) {
  const Path file = paths.data() / path;
  const auto id =
      store::ConversationId::parse(file.parent_path().filename().string());
  if (!id || paths.files_of(*id) != file.parent_path()) return key_of(path);
  const Path log = paths.conversation(*id).lexically_relative(paths.data());
  return key_of(log.string() + '/' + file.filename().string());
}

// An attachment without its conversation in the copy: of one that began, or
// went, while we copied.  One that has lost its own long ago is kept.
bool is_passing(const store::Paths& paths, const Path& file) {
  const auto id =
      store::ConversationId::parse(file.parent_path().filename().string());
  if (!id || paths.files_of(*id) != file.parent_path()) return false;
  if (look_at(paths.conversation(*id))) return true;
  const auto look = look_at(file);
  return !look || base::Clock().now() - base::Time(base::Millis(
                      look->stamp.changed_ns / 1'000'000)) < kPassing;
}

bool is_ours_alone(const std::string& name) {
  return name.starts_with('.') || name == "lost+found";
}

}  // namespace

Copying::Copying(store::Paths from, Path to, ManifestWriter& manifest,
                 const std::optional<Path>& earlier)
    : from_(std::move(from)), to_(std::move(to)), manifest_(manifest) {
  if (!earlier) return;
  earlier_ = *earlier / "data";
  try {
    reader_.emplace(*earlier / "MANIFEST");
    advance();
  } catch (const Failure&) {
    reader_.reset();
  }
}

CopyFigures Copying::run() {
  folder("");
  return figures_;
}

void Copying::advance() {
  try {
    ahead_ = reader_->next();
  } catch (const Failure&) {
    ahead_.reset();  // what was believed so far was looked at file by file
  }
  if (!ahead_) reader_.reset();
}

// Both are in the same order, so one look forward is enough.
std::optional<CopiedFile> Copying::before(const std::string& key) {
  while (reader_ && ahead_ && key_of(from_, ahead_->path) < key) advance();
  if (!ahead_ || key_of(from_, ahead_->path) != key) return std::nullopt;
  return ahead_;
}

void Copying::folder(const std::string& path) {
  if (!path.empty()) base::make_directories(to_ / path, 0700);
  std::vector<std::string> names = store::names_in(from_.data() / path);
  std::ranges::sort(names);
  for (const std::string& name : names) {
    if (!is_ours_alone(name)) {
      entry(path.empty() ? name : path + '/' + name, name);
    }
  }
}

void Copying::entry(const std::string& path, const std::string& name) {
  const Path source = from_.data() / path;
  const auto look = look_at(source);
  if (!look) {
    ++figures_.vanished;
  } else if (look->is_folder) {
    if (source != from_.incoming()) folder(path);
  } else if (!look->is_regular || !base::is_utf8(name)) {
    figures_.left_out.push_back(path);
  } else if (const auto id = store::ConversationId::parse(
                 source.stem().string());
             id && from_.conversation(*id) == source) {
    conversation(path, *id);
  } else if (!look_at(to_ / path) &&  // attachments went with theirs
             !is_passing(from_, source)) {
    if (!file(path, key_of(path))) ++figures_.vanished;
    put_down();
  }
}

void Copying::conversation(const std::string& path,
                           const store::ConversationId& id) {
  const Path files = from_.files_of(id);
  const std::string below = files.lexically_relative(from_.data()).string();
  for (int tries = 1;; ++tries) {
    const auto look = file(path, key_of(path));
    if (!look) break;
    std::vector<std::string> names = store::names_in(files);
    std::ranges::sort(names);
    for (const std::string& name : names) {
      file(below + '/' + name, key_of(path + '/' + name));
    }
    const auto now = look_at(from_.data() / path);
    if (now && (now->stamp == look->stamp || tries == kTries)) {
      return put_down();
    }
    forget();
  }
  forget();
  ++figures_.vanished;
}

// As it stood when we looked; nothing when it has vanished.
std::optional<Look> Copying::file(const std::string& path,
                                  const std::string& key) {
  const auto look = look_at(from_.data() / path);
  if (!look || !look->is_regular) return std::nullopt;
  base::make_directories((to_ / path).parent_path(), 0700);
  const auto same = before(key);
  if (same && link(*same, *look)) {
    done_.push_back({*same, true});
    return look;
  }
  auto copy = copy_file(from_.data() / path, to_ / path, 0600);
  if (!copy) return std::nullopt;
  done_.push_back(
      {{path, copy->bytes, copy->sha256, copy->source}, false});
  return look;
}

bool Copying::link(const CopiedFile& before, const Look& look) {
  if (before.source.inode == 0 || before.source != look.stamp ||
      before.bytes != look.bytes) {
    return false;
  }
  const Path earlier = earlier_ / before.path;
  const auto there = look_at(earlier);
  return there && there->is_regular && there->bytes == before.bytes &&
         ::link(earlier.c_str(), (to_ / before.path).c_str()) == 0;
}

void Copying::put_down() {
  for (const auto& [file, is_linked] : done_) {
    manifest_.add(file);
    ++figures_.files;
    figures_.bytes += file.bytes;
    if (is_linked) continue;
    ++figures_.copied;
    figures_.copied_bytes += file.bytes;
  }
  done_.clear();
}

void Copying::forget() {
  for (const Done& done : done_) store::remove_file(to_ / done.file.path);
  done_.clear();
}

}  // namespace support::ctl

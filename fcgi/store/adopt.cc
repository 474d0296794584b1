#include "store/adopt.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/crypto.h"
#include "base/text.h"
#include "store/journal.h"
#include "store/latch.h"
#include "store/log.h"

namespace support::store {
namespace {

using base::IoError;
using base::Path;
using base::Reason;
using base::Refusal;

constexpr std::size_t kMostListBytes = 4 * 1024 * 1024;
constexpr int kTries = 3;

std::vector<Record> records_in(std::string_view bytes) {
  std::vector<Record> records;
  for (const std::string_view line : base::split(bytes, '\n')) {
    if (auto record = decode(line)) records.push_back(std::move(*record));
  }
  return records;
}

bool is_about(const Record& record, const ConversationId& id) {
  return record.field("conversation") == id.text();
}

// The last word about it is not that it went.
bool is_listed(const std::vector<Record>& records, const ConversationId& id) {
  const Record* last = nullptr;
  for (const Record& record : records) {
    if (is_about(record, id)) last = &record;
  }
  return last && last->kind == Kind::conversation;
}

// In the order of time, numbered anew: lines are only added otherwise, but a
// conversation of long ago has its place before later ones.
std::string in_order(std::vector<Record> records) {
  std::ranges::stable_sort(records, {}, &Record::t);
  std::string lines;
  for (std::uint64_t n = 0; Record & record : records) {
    record.n = ++n;
    lines += encode(record) + '\n';
  }
  return lines;
}

bool holds_damage(std::string_view bytes, const std::vector<Record>& records) {
  return static_cast<std::size_t>(std::ranges::count(bytes, '\n')) !=
         records.size();
}

// Under the list's lock.  What was said of it before goes: that it is gone is
// not true any more.  A list that holds damage is only added to, so that what
// may be read by hand stays.
void add_to(LogWriter& list, const Path& path, const ConversationId& id,
            Record record) {
  const std::string bytes = list.tail(static_cast<std::size_t>(list.size()));
  std::vector<Record> records = records_in(bytes);
  if (is_listed(records, id)) return;
  if (list.is_torn()) list.scrub_torn_tail();
  const base::Time last = records.empty() ? record.t : records.back().t;
  const bool was_gone = std::ranges::any_of(
      records, [&](const Record& one) { return is_about(one, id); });
  if ((last <= record.t && !was_gone) || holds_damage(bytes, records)) {
    record.n = records.empty() ? 1 : records.back().n + 1;
    record.t = std::max(record.t, last);
    list.append(encode(record) + '\n');
    return;
  }
  std::erase_if(records, [&](const Record& one) { return is_about(one, id); });
  records.push_back(std::move(record));
  base::replace_file(path, in_order(std::move(records)), 0600);
}

std::expected<void, Refusal> note(const Paths& paths, const ConversationId& id,
                                  const Listed& listed) {
  const Path path = paths.customer(listed.customer);
  for (int tries = 0; tries < kTries; ++tries) {
    auto list = LogWriter::open(path);
    if (list) {
      add_to(*list, path, id, listed.record);
      return {};
    }
    if (list.error().reason == Reason::busy) {
      return std::unexpected(list.error());
    }
    try {
      create_log(path, "", 0600);
    } catch (const IoError& error) {
      if (error.error() != EEXIST) throw;
    }
  }
  return std::unexpected(Refusal{Reason::busy});
}

}  // namespace

StagedFile::StagedFile(const Paths& paths)
    : path_(paths.incoming() / (base::crypto::random_base32(20) + ".part")),
      fd_(base::open_file(path_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
                          0600)) {}

StagedFile::~StagedFile() {
  if (fd_) ::unlink(path_.c_str());
}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::move(other.fd_)) {}

void StagedFile::add(std::string_view bytes) {
  base::write_all(fd_, path_, bytes);
}

bool StagedFile::move_to(const Path& place, mode_t mode, mode_t folder_mode) {
  base::make_directories(place.parent_path(), folder_mode);
  if (::fchmod(fd_.get(), mode) != 0) throw IoError(path_, "chmod", errno);
  if (::fsync(fd_.get()) != 0) throw IoError(path_, "fsync", errno);
  if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, place.c_str(),
                  RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) return false;
    throw IoError(place, "rename", errno);
  }
  fd_.close();
  base::sync_directory(place.parent_path());
  return true;
}

bool is_attachment_name(std::string_view name) {
  const std::size_t dash = name.find('-');
  if (dash == 0 || dash == std::string_view::npos) return false;
  const auto is_one_of = [](std::string_view text, std::string_view letters) {
    return text.find_first_not_of(letters) == std::string_view::npos;
  };
  const std::string_view sha256 = name.substr(dash + 1);
  return dash <= 19 && is_one_of(name.substr(0, dash), "0123456789") &&
         sha256.size() == 64 && is_one_of(sha256, "0123456789abcdef");
}

std::vector<Listed> listed(const Paths& paths, const ConversationId& id,
                           const std::vector<std::string>& customers) {
  std::vector<Listed> all;
  for (const std::string& customer : customers) {
    const auto list = LogReader::open(paths.customer(customer));
    if (!list) continue;
    const Offset from =
        list->size() > kMostListBytes ? list->size() - kMostListBytes : 0;
    for (Record& record : records_in(list->read(from, kMostListBytes))) {
      if (record.kind == Kind::conversation && is_about(record, id)) {
        all.push_back({customer, std::move(record)});
        break;
      }
    }
  }
  return all;
}

std::expected<void, Refusal> adopt(const Paths& paths, base::Time now,
                                   const ConversationId& id,
                                   StagedFile conversation,
                                   std::vector<Attachment> attachments,
                                   const std::vector<Listed>& lists) {
  return guarded(paths, [&]() -> std::expected<void, Refusal> {
    // One that is there already has the bytes of its name.
    for (Attachment& one : attachments) {
      one.file.move_to(paths.files_of(id) / one.name, 0640, 0750);
    }
    for (const Listed& one : lists) {
      if (auto noted = note(paths, id, one); !noted) return noted;
    }
    Journal(paths).tell(now, id);
    if (!conversation.move_to(paths.conversation(id), 0600, 0700)) {
      return std::unexpected(Refusal{Reason::conflict});
    }
    return {};
  });
}

}  // namespace support::store

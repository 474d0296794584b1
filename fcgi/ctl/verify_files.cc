#include "ctl/verify_files.h"

#include <fcntl.h>

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"
#include "ctl/verify_whole.h"
#include "store/folder.h"

namespace support::ctl {
namespace {

constexpr std::size_t kPiece = 1024 * 1024;

void check_bytes(const Verification& run, const base::Path& log,
                 const Attached& attached, const base::Path& file) {
  const auto stamp = base::stamp_of(file);
  if (!stamp) {
    run.lost(log, attached.line, "its file is missing: " + file.string(),
             attached.t, Advice::restore, file);
    return;
  }
  run.report.count("files");
  if (stamp->bytes != attached.file.bytes) {
    run.report.damage(file, 0,
                      std::to_string(stamp->bytes) + " bytes where " +
                          std::to_string(attached.file.bytes) + " are due");
  } else if (sha256_of(file, run.past_cache) != attached.file.sha256) {
    run.report.damage(file, 0, "the SHA-256 is wrong");
  }
}

// True, too, when it is gone meanwhile.
bool is_fresh(const base::Path& file, base::Time now, base::Millis age) {
  return std::chrono::abs(now - written(file, now)) < age;
}

// The record number in "<n>-<sha256>"; 0 when it is none.
std::uint64_t number_in(const std::string& name) {
  const auto number = base::to_number(name.substr(0, name.find('-')));
  return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

void check_incoming(const Verification& run, const base::Path& file) {
  if (is_fresh(file, run.now, base::Days(1))) return;
  run.report.note(file, 0, "an upload that was broken off", Advice::repair);
}

// Whether the bytes are those of a "<n>-<sha256>"; true of any other name.
bool has_named_sum(const base::Path& file, bool past_cache) {
  const std::string name = file.filename().string();
  const std::size_t dash = name.find('-');
  if (number_in(name) == 0 || name.size() != dash + 1 + 64) return true;
  return sha256_of(file, past_cache) == name.substr(dash + 1);
}

}  // namespace

std::string sha256_of(const base::Path& file, bool past_cache) {
  base::crypto::Sha256 sum;
  const auto fd = base::open_existing(file, O_RDONLY);
  if (!fd) return "";
  if (past_cache) posix_fadvise(fd->get(), 0, 0, POSIX_FADV_DONTNEED);
  for (std::uint64_t at = 0;;) {
    const std::string piece = base::read_at(*fd, file, at, kPiece);
    if (piece.empty()) return sum.hex();
    sum.add(piece);
    at += piece.size();
  }
}

void check_attachments(const Verification& run,
                       const store::ConversationId& id,
                       const std::vector<Attached>& files,
                       const std::set<std::uint64_t>& redacted) {
  std::set<base::Path> named;
  for (const Attached& one : files) {
    if (redacted.contains(one.n)) continue;
    const base::Path file = run.paths.file(id, one.n, one.file.sha256);
    named.insert(file);
    check_bytes(run, run.paths.conversation(id), one, file);
  }
  for (const std::string& name : store::names_in(run.paths.files_of(id))) {
    const base::Path file = run.paths.files_of(id) / name;
    if (named.contains(file)) continue;
    if (redacted.contains(number_in(name))) {
      run.report.note(file, 0,
                      "its record was taken out, and its bytes are still "
                      "there",
                      Advice::repair);
    } else if (!has_named_sum(file, run.past_cache)) {
      run.report.damage(file, 0,
                        "the SHA-256 is not the one in its name, and no "
                        "record names it");
    } else {
      run.report.note(file, 0, "no record names it");
    }
  }
}

bool is_passing(const base::Path& file, base::Time now) {
  return file.filename().string().starts_with('.') &&
         is_fresh(file, now, std::chrono::minutes(1));
}

void verify_files(const Verification& run) {
  store::each_file_below(run.paths.files(), [&](const base::Path& file) {
    const base::Path folder = file.parent_path();
    if (folder == run.paths.incoming()) return check_incoming(run, file);
    const auto id = store::ConversationId::parse(folder.filename().string());
    if (!id || run.paths.files_of(*id) != folder) {
      run.report.damage(file, 0, "is not where a file belongs", Advice::look);
    } else if (!base::stamp_of(run.paths.conversation(*id))) {
      // It came after its conversation, and goes before it.
      // In a copy it may be newer than the look at conversations/ was.
      const base::Time t = written(file, run.now);
      auto& missed = run.suspects.conversation(id->text(), {file, 0, t});
      missed.named.t = std::min(missed.named.t, t);
      missed.proof = file.string() + " belongs to it";
    }
  });
}

}  // namespace support::ctl

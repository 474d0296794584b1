#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/crypto.h"
#include "ctl/verify.h"
#include "ctl/verify_log.h"
#include "desk/conversation.h"
#include "store/customers.h"
#include "store/files.h"

namespace support::ctl {
namespace {

using std::filesystem::recursive_directory_iterator;

constexpr std::size_t kPiece = 1024 * 1024;

std::string sha256_of(const base::Path& file, bool past_cache) {
  base::crypto::Sha256 sum;
  const base::Fd fd = base::open_file(file, O_RDONLY, 0);
  if (past_cache) posix_fadvise(fd.get(), 0, 0, POSIX_FADV_DONTNEED);
  for (std::uint64_t at = 0;;) {
    const std::string piece = base::read_at(fd, file, at, kPiece);
    if (piece.empty()) return sum.hex();
    sum.add(piece);
    at += piece.size();
  }
}

// The bytes that a `file` record names.
void check_file(const Verification& run, const base::Path& log,
                const Line& line, const base::Path& file) {
  const store::StoredFile named = store::file_in(line.record);
  const auto stamp = base::stamp_of(file);
  if (!stamp) {
    run.report.damage(log, line.number,
                      "its file is missing: " + file.string());
    return;
  }
  run.report.count("files");
  if (stamp->bytes != named.bytes) {
    run.report.damage(file, 0,
                      std::to_string(stamp->bytes) + " bytes where " +
                          std::to_string(named.bytes) + " are due");
  } else if (sha256_of(file, run.past_cache) != named.sha256) {
    run.report.damage(file, 0, "the SHA-256 is wrong");
  }
}

void check_files(const Verification& run, const store::ConversationId& id,
                 const std::vector<Line>& lines, const desk::State& state) {
  const store::Paths& paths = run.place.paths;
  std::set<base::Path> named;
  for (const Line& line : lines) {
    const store::Record& record = line.record;
    if (record.kind != store::Kind::file) continue;
    const base::Path file =
        paths.file(id, record.n, store::file_in(record).sha256);
    named.insert(file);
    const bool removed =
        std::ranges::find(state.removed, record.n) != state.removed.end();
    if (!removed) check_file(run, paths.conversation(id), line, file);
  }
  std::error_code missing;
  for (const auto& entry :
       std::filesystem::directory_iterator(paths.files_of(id), missing)) {
    if (!named.contains(entry.path())) {
      run.report.note(entry.path(), 0, "no record names it");
    }
  }
}

void check_customer(const Verification& run, const store::ConversationId& id,
                    const desk::State& state) {
  const base::Path log = run.place.paths.conversation(id);
  if (!store::is_customer_key(state.customer)) {
    run.report.damage(log, 1, "names no customer");
    return;
  }
  const auto theirs =
      store::Customers(run.place.paths).conversations(state.customer);
  if (std::ranges::find(theirs, id, &store::CustomerEntry::conversation) ==
      theirs.end()) {
    run.report.damage(log, 1, "is missing in its customer's list, " +
                                  run.place.paths.customer(state.customer)
                                      .string());
  }
}

void check_conversation(const Verification& run,
                        const store::ConversationId& id) {
  const base::Path log = run.place.paths.conversation(id);
  const std::uint64_t damaged = run.report.how_many(Weight::damage);
  const std::vector<Line> lines = verify_log(run.report, log, run.past_cache);
  if (lines.empty()) {
    if (run.report.how_many(Weight::damage) == damaged) {
      run.report.note(log, 0, "holds no record: its making was broken off");
    }
    return;
  }
  run.report.count("conversations");
  run.report.count("records", lines.size());
  if (lines.front().record.kind != store::Kind::open) {
    run.report.damage(log, lines.front().number, "does not begin with open");
    return;
  }
  desk::State state;
  for (const Line& line : lines) desk::fold(state, line.record);
  check_files(run, id, lines, state);
  check_customer(run, id, state);
}

}  // namespace

void verify_conversations(const Verification& run) {
  const store::Paths& paths = run.place.paths;
  std::error_code missing;
  for (const auto& entry :
       recursive_directory_iterator(paths.conversations(), missing)) {
    if (entry.is_directory()) continue;
    const auto id = store::ConversationId::parse(entry.path().stem().string());
    if (!id || paths.conversation(*id) != entry.path()) {
      run.report.damage(entry.path(), 0,
                        "is no conversation, or not where it belongs");
      continue;
    }
    check_conversation(run, *id);
  }
}

void verify_files(const Verification& run) {
  const store::Paths& paths = run.place.paths;
  std::error_code missing;
  for (const auto& entry :
       recursive_directory_iterator(paths.files(), missing)) {
    const base::Path folder = entry.path().parent_path();
    if (entry.is_directory() || folder == paths.incoming()) continue;
    const auto id =
        store::ConversationId::parse(folder.filename().string());
    if (!id || paths.files_of(*id) != folder) {
      run.report.damage(entry.path(), 0, "is not where a file belongs");
    } else if (!base::stamp_of(paths.conversation(*id))) {
      run.report.note(entry.path(), 0, "its conversation does not exist");
    }
  }
}

}  // namespace support::ctl

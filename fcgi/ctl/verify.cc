// supportctl verify: looks at every file of the data directory.  May run while
// supportd does, and changes nothing unless it is told to repair.
#include "ctl/verify.h"

#include <ostream>

#include "ctl/arguments.h"
#include "ctl/backup_folder.h"
#include "ctl/manifest.h"
#include "ctl/repair.h"
#include "store/version.h"

namespace support::ctl {
namespace {

// Of what was said a moment before a copy began, not all was on disk yet.
constexpr base::Seconds kSlack{3};

// Those that are asked last know what the others missed.
constexpr void (*kParts[])(const Verification&) = {
    verify_conversations, verify_files, verify_customers, verify_tokens,
    verify_sessions,      verify_users, verify_settings,  verify_index,
    verify_audit,         settle_users, settle,           verify_rest,
    verify_manifest};

std::optional<index::ReadTos> index_of(Report& report,
                                       const store::Paths& paths) {
  std::error_code missing;
  const auto type = std::filesystem::status(paths.index(), missing).type();
  try {
    if (type == std::filesystem::file_type::not_found) return std::nullopt;
    if (type == std::filesystem::file_type::regular) {
      auto found = index::ReadTos::open(paths.index());
      const std::string trouble = found ? found->trouble() : "";
      if (trouble.empty()) return found;
    }
  } catch (const index::IndexError&) {
  }
  report.note(paths.index(), 0, "cannot be read", Advice::repair);
  return std::nullopt;
}

void missing(const Verification& run, const base::Path& file,
             const Trace& named) {
  if (named.file.empty() || base::stamp_of(file)) return;
  run.lost(file, 0,
           "is missing: " + where(named) + " shows that it was there",
           named.t);
}

void settle_conversation(const Verification& run,
                         const store::ConversationId& id,
                         const MissingConversation& missed) {
  const base::Path file = run.paths.conversation(id);
  if (missed.was_removed || base::stamp_of(file)) return;
  if (!missed.proof.empty()) {
    run.lost(file, 0, "is missing: " + missed.proof, missed.named.t);
  } else {
    run.report.note(missed.named.file, missed.named.line,
                    "no such conversation: its making was broken off, or it "
                    "is lost");
  }
}

base::Time time_in(const std::string& text) {
  const auto time = base::from_iso(text);
  if (!time) throw Failure(kUsage, "--began: a time as 2026-11-22T10:41:07Z");
  return *time;
}

}  // namespace

bool Verification::is_newer(base::Time t) const {
  return began && t >= *began - kSlack;
}

void Verification::lost(const base::Path& file, std::uint64_t line,
                        std::string message, base::Time t, Advice advice,
                        const base::Path& wanted) const {
  if (is_newer(t)) {
    report.note(file, line, "newer than the copy: " + std::move(message));
  } else {
    report.damage(file, line, std::move(message), advice, wanted);
  }
}

std::string where(const Trace& trace) {
  std::string text = trace.file.string();
  if (trace.line > 0) text += ":" + std::to_string(trace.line);
  return text;
}

Verification Verification::into(Report& other) const {
  return {paths, now,   other,    lists, suspects,
          progress, index, began, past_cache};
}

void settle(const Verification& run) {
  for (const auto& [text, missed] : run.suspects.conversations) {
    const auto id = store::ConversationId::parse(text);
    if (id) settle_conversation(run, *id, missed);
  }
  for (const auto& [hash, missed] : run.suspects.tokens) {
    const base::Path file = run.paths.token(hash);
    if (base::stamp_of(file)) continue;
    if (missed.was_there) {
      missing(run, file, missed.named);
    } else {
      run.report.note(missed.named.file, missed.named.line,
                      "its token was never saved, or is lost: " +
                          file.string());
    }
  }
  missing(run, run.paths.settings(), run.suspects.settings);
  missing(run, run.paths.quick_replies(), run.suspects.quick_replies);
}

Report verify_all(const Place& place, const Wish& wish) {
  Report report;
  const bool is_copy = !wish.data.empty();
  const store::Paths paths =
      is_copy ? store::Paths(wish.data, {}, place.paths.latch().parent_path())
              : place.paths;
  Lists lists(paths);
  Suspects suspects;
  Progress progress(place.err);
  auto index = is_copy ? std::nullopt : index_of(report, paths);
  const Verification run{paths,    base::Clock().now(), report,
                         lists,    suspects,            progress,
                         index,    wish.began,          wish.past_cache};
  if (!verify_kinds(run) || !verify_version(run)) return report;
  for (const auto part : kParts) part(run);
  return report;
}

namespace {

// Of a backup, its data, and when it began.
Wish wish_in(const Arguments& arguments) {
  Wish wish;
  wish.data = arguments.value_or("--data", "");
  if (wish.data.has_filename() == false) wish.data = wish.data.parent_path();
  const auto backup =
      wish.data.empty() ? std::nullopt : backup_with(wish.data);
  if (backup) {
    wish.data = data_in(*backup);
    wish.began = ManifestReader(manifest_in(*backup)).began();
  }
  if (const auto began = arguments.value("--began")) {
    wish.began = time_in(*began);
  }
  return wish;
}

}  // namespace

int verify(Place& place, const Words& words) {
  const Arguments arguments(words, {"--data", "--began"},
                            {"--json", "--repair"});
  arguments.plain(0);
  const Wish wish = wish_in(arguments);
  if (arguments.has("--repair")) {
    if (!wish.data.empty())
      throw Failure(kUsage, "--repair: not of a copy; restore it first");
    store::check_version(place.paths);
  }
  Report report = verify_all(place, wish);
  if (arguments.has("--repair") && repair(place, report) > 0) {
    report = verify_all(place, wish);
  }
  if (arguments.has("--json")) {
    report.print_json(place.out);
  } else {
    report.print(place.out);
  }
  return report.is_clean() ? kOk : kBadData;
}

}  // namespace support::ctl

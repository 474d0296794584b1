// settings.json and quick-replies.json, what else lies beside them, and
// VERSION.
#include <filesystem>

#include "base/text.h"
#include "ctl/lines.h"
#include "ctl/verify_files.h"
#include "ctl/verify_whole.h"
#include "store/folder.h"
#include "store/settings.h"
#include "store/version.h"
#include "store/whole_file.h"

namespace support::ctl {
namespace {

constexpr std::size_t kQuickRepliesBytes = 4 * 1024 * 1024;

void check_one(const Verification& run, const base::Path& file,
               std::size_t max_bytes, const Revisions& old, Trace& there) {
  const auto value = check_whole(run, file, max_bytes);
  const auto revisions = old.find(file.filename().string());
  if (value) {
    run.report.count(file.stem().string());
    check_revisions(run, file, value->integer("rev"), old);
    if (value->integer("rev") < 1) run.report.damage(file, 0, "has no rev");
  } else if (revisions != old.end()) {
    const base::Path& last = revisions->second.rbegin()->second;
    there = {last, 0, written(last, run.now)};
  }
}

bool is_ours(const Verification& run, const base::Path& file) {
  for (const base::Path& ours :
       {run.paths.version(), run.paths.conversations(), run.paths.files(),
        run.paths.customers(), run.paths.tokens(), run.paths.users(),
        run.paths.sessions(), run.paths.settings(), run.paths.quick_replies(),
        run.paths.journals(), run.paths.audits(), run.paths.data() / "old",
        run.paths.data() / ".lock", run.paths.data() / ".supportd-lock",
        run.paths.data() / "lost+found", run.paths.data() / ".gitignore"}) {
    if (file == ours) return true;
  }
  return is_passing(file, run.now);
}

void check_journal(const Verification& run, const base::Path& file) {
  std::uint64_t bad = 0, first = 0;
  each_line(file, run.past_cache, [&](const LineSeen& seen) {
    if (seen.is_whole && store::ConversationId::parse(seen.text)) return;
    if (bad++ == 0) first = seen.number;
  });
  if (bad == 0) return;
  run.report.note(file, first,
                  std::to_string(bad) +
                      " lines name no conversation; the index looks at every "
                      "file now and then");
}

}  // namespace

bool verify_version(const Verification& run) {
  const base::Path file = run.paths.version();
  const auto bytes = base::read_file(file, 4096);
  if (!bytes) {
    if (!std::filesystem::exists(run.paths.conversations())) {
      throw std::runtime_error(run.paths.data().string() +
                               ": is no data directory: VERSION is missing");
    }
    run.report.damage(file, 0, "is missing");
    return true;
  }
  if (*bytes ==
      "{\"schema\":" + std::to_string(store::kSchema) + "}\n") {
    return true;
  }
  const auto value = base::json::parse(*bytes);
  const std::int64_t schema = value ? value->integer("schema") : 0;
  if (schema <= store::kSchema) {
    run.report.damage(file, 1, "does not say what a VERSION says");
    return true;
  }
  run.report.damage(file, 1,
                    "schema " + std::to_string(schema) +
                        " is newer than this program's " +
                        std::to_string(store::kSchema) +
                        "; nothing else was looked at",
                    Advice::look);
  return false;
}

void verify_settings(const Verification& run) {
  const Revisions old =
      check_old(run, run.paths.data() / "old", kQuickRepliesBytes);
  check_one(run, run.paths.settings(), store::kWholeFileBytes, old,
            run.suspects.settings);
  check_one(run, run.paths.quick_replies(), kQuickRepliesBytes, old,
            run.suspects.quick_replies);
  if (base::stamp_of(run.paths.settings())) {
    check_meaning(run, run.paths.settings(),
                  [&] { store::SettingsFile(run.paths).now(); });
  }
}

void verify_rest(const Verification& run) {
  for (const std::string& name : store::names_in(run.paths.data())) {
    const base::Path file = run.paths.data() / name;
    if (!is_ours(run, file)) {
      run.report.note(file, 0, "is none of ours", Advice::look);
    }
  }
  for (const std::string& name : store::names_in(run.paths.journals())) {
    const base::Path file = run.paths.journals() / name;
    if (name.ends_with(".log") && base::to_number(file.stem().string())) {
      check_journal(run, file);
    } else if (!is_passing(file, run.now)) {
      run.report.note(file, 0, "is none of ours", Advice::look);
    }
  }
  if (run.suspects.without_crc.empty()) return;
  run.report.note(run.suspects.without_crc.front(), 0,
                  "carries no CRC, nor do " +
                      std::to_string(run.suspects.without_crc.size() - 1) +
                      " others: of an earlier version, or edited by hand");
}

}  // namespace support::ctl

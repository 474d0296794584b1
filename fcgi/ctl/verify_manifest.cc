// A copy that `supportctl backup` made: every file against MANIFEST.
#include <filesystem>

#include "base/crypto.h"
#include "ctl/backup_folder.h"
#include "ctl/manifest.h"
#include "ctl/verify.h"
#include "ctl/verify_files.h"

namespace support::ctl {
namespace {

void check_one(const Verification& run, const CopiedFile& named) {
  const base::Path file = run.paths.data() / named.path;
  const auto stamp = base::stamp_of(file);
  if (!stamp) {
    run.report.damage(file, 0, "is missing: MANIFEST names it");
  } else if (stamp->bytes != named.bytes ||
             sha256_of(file, run.past_cache) != named.sha256) {
    run.report.damage(file, 0, "is not what MANIFEST says");
  }
}

}  // namespace

std::optional<base::Path> backup_with(const base::Path& folder) {
  for (const base::Path& backup : {folder, folder.parent_path()}) {
    const bool is_it = base::stamp_of(manifest_in(backup)) &&
                       (backup == folder || data_in(backup) == folder);
    if (is_it) return backup;
  }
  return std::nullopt;
}

void verify_manifest(const Verification& run) {
  const auto backup = backup_with(run.paths.data());
  if (!backup) return;
  std::uint64_t number = 0;
  try {
    ManifestReader manifest(manifest_in(*backup));
    while (const auto named = manifest.next()) {
      check_one(run, *named);
      run.progress.at("reading what MANIFEST names", ++number);
    }
  } catch (const Failure& failure) {
    run.report.damage(manifest_in(*backup), 0, failure.what());
  }
  run.report.count("files in MANIFEST", number);
}

}  // namespace support::ctl

// What is neither a file nor a folder, or the one where the other should be.
// Nobody puts a pipe there by chance, but whoever opens one waits for ever.
#include <filesystem>

#include "ctl/verify.h"

namespace support::ctl {
namespace {

using std::filesystem::file_type;

bool is_strange(const base::Path& path, file_type type) {
  const base::Path end = path.extension();
  const bool is_file_by_name = end == ".jsonl" || end == ".json";
  if (type == file_type::directory) return is_file_by_name;
  return type != file_type::regular && type != file_type::not_found;
}

}  // namespace

bool verify_kinds(const Verification& run) {
  bool all_well = true;
  std::error_code missing;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           run.paths.data(), missing)) {
    std::error_code unknown;
    if (!is_strange(entry.path(), entry.status(unknown).type())) continue;
    run.report.damage(entry.path(), 0,
                      "is no file, but a folder, pipe, socket or device; "
                      "nothing else was looked at");
    all_well = false;
  }
  return all_well;
}

}  // namespace support::ctl

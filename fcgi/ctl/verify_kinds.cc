// What is neither a file nor a folder.  Nobody puts a pipe there by chance, but
// whoever opens one waits for ever.
#include <filesystem>

#include "ctl/verify.h"
#include "store/folder.h"

namespace support::ctl {

bool verify_kinds(const Verification& run) {
  bool all_well = true;
  const auto see = [&](const base::Path& file) {
    std::error_code missing;
    const auto status = std::filesystem::status(file, missing);
    if (!std::filesystem::is_other(status)) return;
    run.report.damage(file, 0,
                      "is no file, but a pipe, socket or device; nothing else "
                      "was looked at");
    all_well = false;
  };
  const store::Paths& paths = run.paths;
  for (const base::Path& folder :
       {paths.conversations(), paths.files(), paths.customers(),
        paths.tokens(), paths.users(), paths.sessions(), paths.journals(),
        paths.audits(), paths.data() / "old"}) {
    store::each_file_below(folder, see);
  }
  see(paths.version());
  see(paths.settings());
  see(paths.quick_replies());
  return all_well;
}

}  // namespace support::ctl

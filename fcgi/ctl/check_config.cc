// supportctl check-config: what is wrong before supportd is started or told
// to reload.
#include <filesystem>
#include <ostream>

#include "ctl/ctl.h"
#include "store/keys.h"
#include "store/version.h"

namespace support::ctl {
namespace {

// The paths it names.  What supportd makes by itself may be missing.
void check_paths(const base::Config& config) {
  if (!std::filesystem::is_directory(config.templates_dir)) {
    throw base::ConfigError(config.templates_dir.string() +
                            ": no such directory (templates_dir)");
  }
  if (std::filesystem::exists(config.keys_file)) {
    store::load_keys(config.keys_file);
  }
  if (std::filesystem::exists(config.data_dir)) {
    store::Paths paths(config.data_dir, config.cache_dir, config.run_dir);
    if (std::filesystem::exists(paths.version())) store::check_version(paths);
  }
}

}  // namespace

int check_config(const base::Path& file, std::ostream& out,
                 std::ostream& err) {
  try {
    check_paths(base::load_config(file));
  } catch (const std::exception& wrong) {
    err << printable(wrong.what()) << '\n';
    return kBadConfig;
  }
  out << file.string() << ": good\n";
  return kOk;
}

}  // namespace support::ctl

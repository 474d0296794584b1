// supportctl check-config: every fault of support.conf and of what it names,
// in one go, before supportd is started.  What supportd makes by itself may be
// missing, if it could be made.
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <ostream>

#include "base/config_check.h"
#include "ctl/ctl.h"
#include "store/keys.h"
#include "store/settings.h"
#include "store/version.h"

namespace support::ctl {
namespace {

using base::Path;

class Check {
 public:
  Check(const Path& file, const LoadTemplates& load_templates)
      : checked_(base::checked_config(file)),
        config_(checked_.config),
        load_templates_(load_templates),
        faults_(checked_.faults) {}

  std::vector<std::string> faults() {
    for (const auto& [key, folder] :
         {std::pair{"data_dir", config_.data_dir},
          std::pair{"cache_dir", config_.cache_dir},
          std::pair{"run_dir", config_.run_dir},
          std::pair{"metrics_file", config_.metrics_file.parent_path()}})
      if (!folder.empty()) check_folder(key, folder);
    check_socket();
    check_keys();
    check_beside_data("keys_file", config_.keys_file);
    check_beside_data("cache_dir", config_.cache_dir);
    check_beside_data("run_dir", config_.run_dir);
    check_group();
    check_templates();
    check_data();
    return faults_;
  }

 private:
  void blame(const std::string& key, const std::string& why) {
    faults_.push_back(checked_.place_of(key) + ": " + why);
  }

  // Runs `look`, and blames what it throws on the key.
  template <class Look>
  void attempt(const std::string& key, Look look) {
    try {
      look();
    } catch (const std::exception& error) {
      blame(key, error.what());
    }
  }

  // One that we may write to, or could make.
  void check_folder(const std::string& key, Path folder) {
    const Path wanted = folder;
    struct stat found {};
    while (::stat(folder.c_str(), &found) != 0) {
      if (errno != ENOENT || folder == folder.parent_path())
        return blame(key, base::IoError(folder, "stat", errno).what());
      folder = folder.parent_path();
    }
    if (!S_ISDIR(found.st_mode))
      return blame(key, folder.string() + " is no directory");
    if (::access(folder.c_str(), W_OK | X_OK) == 0) return;
    blame(key, folder == wanted
                   ? folder.string() + " cannot be written to"
                   : wanted.string() + " is not there, and cannot be made in " +
                         folder.string());
  }

  void check_socket() {
    const Path& socket = config_.socket;
    if (socket.empty()) return;
    struct stat found {};
    if (::stat(socket.parent_path().c_str(), &found) != 0 &&
        socket.parent_path() != config_.run_dir)  // which is made
      return blame("socket", "its folder " + socket.parent_path().string() +
                                 " is not there");
    check_folder("socket", socket.parent_path());
    if (::lstat(socket.c_str(), &found) == 0 && !S_ISSOCK(found.st_mode))
      blame("socket", socket.string() + " is there, and is no socket");
  }

  void check_keys() {
    const Path& keys = config_.keys_file;
    if (keys.empty()) return;
    attempt("keys_file", [&] { store::load_keys(keys); });
  }

  // What is no truth, or a secret, is not to be in a backup.
  void check_beside_data(const std::string& key, const Path& path) {
    if (path.empty() || config_.data_dir.empty()) return;
    const Path way = path.lexically_relative(config_.data_dir);
    if (!way.empty() && *way.begin() != "..")
      blame(key, "stands below data_dir, which backups copy");
  }

  void check_group() {
    const std::string& group = config_.data_group;
    if (!group.empty() && ::getgrnam(group.c_str()) == nullptr)
      blame("data_group", "there is no group " + group);
  }

  void check_templates() {
    const Path& folder = config_.templates_dir;
    if (folder.empty()) return;
    if (!std::filesystem::is_directory(folder))
      return blame("templates_dir", folder.string() + " is no directory");
    if (!std::filesystem::exists(folder / "login.html"))
      return blame("templates_dir", folder.string() + " holds no templates");
    attempt("templates_dir", [&] { load_templates_(folder); });
  }

  void check_data() {
    const store::Paths paths(config_.data_dir, config_.cache_dir,
                             config_.run_dir);
    if (config_.data_dir.empty()) return;
    attempt("data_dir", [&] {
      if (!std::filesystem::exists(paths.version())) return;
      store::check_version(paths);
      store::SettingsFile(paths).now();
    });
  }

  base::CheckedConfig checked_;
  const base::Config& config_;
  const LoadTemplates& load_templates_;
  std::vector<std::string> faults_;
};

}  // namespace

int check_config(const Path& file, const LoadTemplates& load_templates,
                 std::ostream& out, std::ostream& err) {
  try {
    const auto faults = Check(file, load_templates).faults();
    for (const std::string& fault : faults) err << printable(fault) << '\n';
    if (!faults.empty()) return kBadConfig;
  } catch (const base::ConfigError& error) {
    err << printable(error.what()) << '\n';
    return kBadConfig;
  }
  out << file.string() << ": good\n";
  return kOk;
}

}  // namespace support::ctl

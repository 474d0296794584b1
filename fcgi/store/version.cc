#include "store/version.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <stdexcept>

#include "base/error.h"
#include "store/folder.h"
#include "store/whole_file.h"

namespace support::store {
namespace {

using base::IoError;
using base::Path;

// No group: the process's own.
constexpr gid_t kOwnGroup = static_cast<gid_t>(-1);

gid_t group_named(const std::string& name) {
  if (name.empty()) return kOwnGroup;
  const struct group* found = ::getgrnam(name.c_str());
  if (!found) throw std::runtime_error("there is no group " + name);
  return found->gr_gid;
}

// Names with a dot in front (.gitignore, a temporary file) and what a fresh
// file system has are nobody's data.
bool holds_nothing(const Path& data) {
  return std::ranges::all_of(names_in(data), [](const std::string& name) {
    return name.starts_with('.') || name == "lost+found";
  });
}

std::optional<std::int64_t> schema_in(const Path& file) {
  const auto fields = read_fields(file);
  if (!fields) return std::nullopt;
  const std::int64_t schema = fields->integer(
      "schema", 0, 1, std::numeric_limits<std::int64_t>::max());
  if (schema == 0) fields->fail("schema", "is missing");
  return schema;
}

// True when `paths` names a data directory of ours, false when it may become
// one.
bool has_version(const Paths& paths) {
  const auto schema = schema_in(paths.version());
  if (!schema && !holds_nothing(paths.data()))
    throw std::runtime_error(paths.data().string() +
                             ": holds files, but no VERSION; nothing was "
                             "touched");
  if (schema && *schema > kSchema)
    throw std::runtime_error(
        paths.version().string() + ": schema " + std::to_string(*schema) +
        " is newer than this program's " + std::to_string(kSchema) +
        "; nothing was touched");
  return schema.has_value();
}

// Below a folder with a group of its own, set-group-ID hands that group down
// to every folder and file made there later, whoever makes it.
void set_group(const Path& folder, gid_t group, mode_t mode) {
  struct stat status;
  if (::stat(folder.c_str(), &status) != 0)
    throw IoError(folder.string(), "stat", errno);
  if (group == kOwnGroup || status.st_gid == group) return;
  if (::chown(folder.c_str(), static_cast<uid_t>(-1), group) != 0)
    throw IoError(folder.string(), "chown", errno);
  if (::chmod(folder.c_str(), mode) != 0)
    throw IoError(folder.string(), "chmod", errno);
}

}  // namespace

void prepare_data(const Paths& paths, const std::string& group) {
  const gid_t httpd = group_named(group);
  const bool is_ours = has_version(paths);
  base::make_directories(paths.data(), 0710);
  // VERSION comes before the folders: were it to come after them, a crash in
  // between would leave a directory that is refused.
  if (!is_ours)
    base::replace_file(paths.version(),
                       "{\"schema\":" + std::to_string(kSchema) + "}\n", 0600);
  for (const Path& folder :
       {paths.conversations(), paths.customers(), paths.tokens(),
        paths.users(), paths.sessions(), paths.journals(), paths.audits()})
    base::make_directories(folder, 0700);
  base::make_directories(paths.files(), 0750);
  set_group(paths.data(), httpd, 0710);
  set_group(paths.files(), httpd, 02750);
  base::make_directories(paths.incoming(), 0750);
  set_group(paths.incoming(), httpd, 02750);
}

void check_version(const Paths& paths) {
  if (!has_version(paths))
    throw std::runtime_error(paths.data().string() +
                             ": is no data directory: VERSION is missing");
}

}  // namespace support::store

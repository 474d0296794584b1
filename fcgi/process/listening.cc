// libfcgi's own FCGX_OpenSocket ends the process on an error and unlinks
// whatever stands at the path.
#include "process/listening.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>

#include "base/error.h"
#include "base/text.h"

namespace support::process {
namespace {

constexpr int kBacklog = 511;
constexpr int kFirstHandedOver = 3;  // SD_LISTEN_FDS_START, sd_listen_fds(3)

[[noreturn]] void fail(const base::Path& path, const char* action, int error) {
  throw base::IoError(path.string(), action, error);
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

// The socket that systemd made; the variables are for this process alone.
std::optional<base::Fd> handed_over() {
  const bool is_for_us =
      base::to_number(variable("LISTEN_PID")) == std::int64_t{getpid()};
  const std::string count = variable("LISTEN_FDS");
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) {
    unsetenv(name);
  }
  if (!is_for_us || count.empty() || count == "0") return {};
  if (count != "1") fail("LISTEN_FDS", "wants exactly one socket", EINVAL);
  int listens = 0;
  socklen_t size = sizeof listens;
  if (getsockopt(kFirstHandedOver, SOL_SOCKET, SO_ACCEPTCONN, &listens,
                 &size) < 0) {
    fail("LISTEN_FDS", "getsockopt", errno);
  }
  if (listens == 0) fail("LISTEN_FDS", "does not listen", EINVAL);
  fcntl(kFirstHandedOver, F_SETFD, FD_CLOEXEC);
  return base::Fd(kFirstHandedOver);
}

sockaddr_un address_of(const base::Path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& name = path.native();
  if (name.size() >= sizeof address.sun_path) {
    fail(path, "socket", ENAMETOOLONG);
  }
  std::ranges::copy(name, address.sun_path);
  return address;
}

base::Fd new_socket(const base::Path& path) {
  base::Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) fail(path, "socket", errno);
  return fd;
}

// The C interface wants another type than the one it defines.
const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// Makes room at `path`: a socket that nobody answers is a dead process's.
void remove_stale(const base::Path& path, const sockaddr_un& address) {
  struct stat there {};
  if (lstat(path.c_str(), &there) < 0) {
    if (errno == ENOENT) return;
    fail(path, "lstat", errno);
  }
  if (!S_ISSOCK(there.st_mode)) fail(path, "bind", ENOTSOCK);
  const base::Fd caller = new_socket(path);
  const bool is_refused =
      connect(caller.get(), generic(address), sizeof address) < 0 &&
      errno == ECONNREFUSED;
  if (!is_refused) fail(path, "bind", EADDRINUSE);
  if (unlink(path.c_str()) < 0) fail(path, "unlink", errno);
}

void give_to_group(const base::Path& path, const std::string& group) {
  if (group.empty()) return;
  errno = 0;
  const struct group* const found = getgrnam(group.c_str());
  if (found == nullptr) fail(path, "group", errno != 0 ? errno : ENOENT);
  constexpr auto kSameOwner = static_cast<uid_t>(-1);
  if (chown(path.c_str(), kSameOwner, found->gr_gid) < 0) {
    fail(path, "chown", errno);
  }
}

}  // namespace

base::Fd listening_socket(const base::Path& path, const std::string& group) {
  if (auto fd = handed_over()) return std::move(*fd);
  const sockaddr_un address = address_of(path);
  remove_stale(path, address);
  base::Fd fd = new_socket(path);
  if (bind(fd.get(), generic(address), sizeof address) < 0) {
    fail(path, "bind", errno);
  }
  // Nobody can connect before listen; by then owner and mode are right.
  give_to_group(path, group);
  if (chmod(path.c_str(), 0660) < 0) fail(path, "chmod", errno);
  if (listen(fd.get(), kBacklog) < 0) fail(path, "listen", errno);
  return fd;
}

}  // namespace support::process

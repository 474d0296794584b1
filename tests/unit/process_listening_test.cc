#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "process/listening.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "base/error.h"
#include "folder.h"

namespace support::process {
namespace {

struct SocketInFolder {
  test::Folder folder;
  base::Path path = folder.path / "support.sock";

  // Boost.Test takes a child's exit for an error of the test.
  SocketInFolder() { std::signal(SIGCHLD, SIG_DFL); }

  bool somebody_answers() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path.c_str());
    const base::Fd caller(socket(AF_UNIX, SOCK_STREAM, 0));
    return connect(caller.get(), reinterpret_cast<sockaddr*>(&address),
                   sizeof address) == 0;
  }

  int error_at(const base::Path& place, const std::string& group = "") const {
    try {
      listening_socket(place, group);
    } catch (const base::IoError& error) {
      return error.error();
    }
    return 0;
  }
};

// What a service manager does: descriptor 3 and two variables.
int with_handed_over(int fd, const char* count, const base::Path& path) {
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(fd, 3);
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    setenv("LISTEN_FDS", count, 1);
    int result = 1;
    try {
      const base::Fd taken = listening_socket(path, "");
      const bool is_hidden = std::getenv("LISTEN_FDS") == nullptr;
      if (taken.get() == 3 && is_hidden) result = 7;
    } catch (const base::IoError& error) {
      result = error.error();
    }
    _exit(result);
  }
  int status = -1;
  waitpid(pid, &status, 0);
  return WEXITSTATUS(status);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_listening, SocketInFolder)

BOOST_AUTO_TEST_CASE(a_new_socket_answers_owner_and_group_alone) {
  const base::Fd fd = listening_socket(path, "");
  BOOST_TEST(somebody_answers());
  struct stat there {};
  BOOST_REQUIRE(stat(path.c_str(), &there) == 0);
  BOOST_TEST((there.st_mode & 0777) == 0660u);
}

BOOST_AUTO_TEST_CASE(a_dead_process_s_socket_is_replaced) {
  { const base::Fd dead = listening_socket(path, ""); }
  BOOST_REQUIRE(std::filesystem::exists(path));
  BOOST_REQUIRE(!somebody_answers());
  const base::Fd fd = listening_socket(path, "");
  BOOST_TEST(somebody_answers());
}

BOOST_AUTO_TEST_CASE(a_living_process_s_socket_is_left_alone) {
  const base::Fd living = listening_socket(path, "");
  BOOST_TEST(error_at(path) == EADDRINUSE);
  BOOST_TEST(somebody_answers());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_socket_is_left_alone) {
  std::ofstream(path) << "precious";
  BOOST_TEST(error_at(path) == ENOTSOCK);
  BOOST_TEST(std::filesystem::file_size(path) == 8u);
}

BOOST_AUTO_TEST_CASE(a_path_or_a_group_that_cannot_be_is_told) {
  BOOST_TEST(error_at(folder.path / std::string(120, 'x')) == ENAMETOOLONG);
  BOOST_TEST(error_at(folder.path / "no-folder" / "s") == ENOENT);
  BOOST_TEST(error_at(path, "no-such-group-here") == ENOENT);
}

BOOST_AUTO_TEST_CASE(a_socket_handed_over_is_used_and_no_other_made) {
  const base::Path other = folder.path / "handed.sock";
  const base::Fd handed = listening_socket(other, "");
  BOOST_TEST(with_handed_over(handed.get(), "1", path) == 7);
  BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(two_sockets_or_one_that_does_not_listen_are_refused) {
  const base::Fd deaf(socket(AF_UNIX, SOCK_STREAM, 0));
  BOOST_TEST(with_handed_over(deaf.get(), "1", path) == EINVAL);
  const base::Fd handed = listening_socket(folder.path / "handed.sock", "");
  BOOST_TEST(with_handed_over(handed.get(), "2", path) == EINVAL);
}

BOOST_AUTO_TEST_CASE(variables_meant_for_another_process_count_for_nothing) {
  setenv("LISTEN_PID", "1", 1);
  setenv("LISTEN_FDS", "1", 1);
  const base::Fd fd = listening_socket(path, "");
  BOOST_TEST(somebody_answers());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::process

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/standard_files.h"

namespace support::base {
namespace {

// The number of the next file, in a process started without `closed`, if
// nothing can be printed into it.
int next_file_without(std::initializer_list<int> closed) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int fd : closed) ::close(fd);
    hold_standard_files();
    bool printed = false;
    for (const int fd : closed) printed |= ::write(fd, "x", 1) == 1;
    ::_exit(printed ? 99 : ::open("/dev/null", O_WRONLY));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base_standard_files)

BOOST_AUTO_TEST_CASE(no_file_gets_the_number_of_a_closed_standard_file) {
  const int usual = next_file_without({});
  BOOST_TEST(usual > 2);
  BOOST_TEST(next_file_without({2}) == usual);
  BOOST_TEST(next_file_without({1, 2}) == usual);
  BOOST_TEST(next_file_without({0, 1, 2}) == usual);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::base

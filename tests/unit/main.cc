// The unit tests' entry; each module's tests are in <module>_<file>_test.cc.
#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE support
#include <boost/test/results_collector.hpp>
#include <boost/test/tree/observer.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <optional>

#include "base/crypto.h"

namespace {

namespace unit_test = boost::unit_test;

// Many tests provoke log lines, which go to standard error.  Where UNIT_STDERR
// names a file (see run), they go there instead; it is emptied after each test,
// and shown before that if the test failed.
class StandardError : public unit_test::test_observer {
 public:
  explicit StandardError(const char* file) {
    const int fd = ::open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ::dup2(fd, STDERR_FILENO) < 0) std::perror(file);
  }

  void test_unit_finish(const unit_test::test_unit& unit,
                        unsigned long) override {
    if (unit.p_type != unit_test::TUT_CASE) return;
    const unit_test::test_unit_id id = unit.p_id;
    if (!unit_test::results_collector.results(id).passed()) show();
    if (::ftruncate(STDERR_FILENO, 0) != 0) std::cout << "cannot empty the file that UNIT_STDERR names\n";
  }

  // Tests finish in the reverse order of priorities: this runs before the
  // collector of the results (3), which has counted each assertion by then.
  int priority() override { return 10; }

 private:
  static void show() {
    std::array<char, 4096> bytes{};
    off_t at = 0;
    for (ssize_t got = 0; (got = ::pread(STDERR_FILENO, bytes.data(),
                                         bytes.size(), at)) > 0;
         at += got) {
      if (at == 0) std::cout << "its standard error:\n";
      std::cout.write(bytes.data(), got);
    }
    std::cout.flush();
  }
};

}  // namespace

struct CryptoStarted {
  CryptoStarted() { support::base::crypto::start(); }
};
BOOST_TEST_GLOBAL_FIXTURE(CryptoStarted);

struct StandardErrorKept {
  StandardErrorKept() {
    if (const char* file = std::getenv("UNIT_STDERR"); file != nullptr) {
      observer.emplace(file);
      unit_test::framework::register_observer(*observer);
    }
  }
  ~StandardErrorKept() {
    if (observer) unit_test::framework::deregister_observer(*observer);
  }

  std::optional<StandardError> observer;
};
BOOST_TEST_GLOBAL_FIXTURE(StandardErrorKept);

#define BOOST_TEST_DYN_LINK
#include "base/file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <chrono>
#include <thread>
#include <vector>

#include "base/error.h"
#include "comes_true.h"
#include "folder.h"

using namespace support::base;

namespace {

struct Files : support::test::Folder {
  const Path file = path / "file";

  void write(std::string_view bytes) const { replace_file(file, bytes, 0600); }
  std::string read() const { return read_file(file, 1 << 20).value(); }
  std::size_t entries() const {
    const std::filesystem::directory_iterator all(path);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }
};

mode_t mode_of(const Path& path) {
  struct stat status;
  BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

// Holds the umask for a while.
struct Umask {
  explicit Umask(mode_t mask) : before(::umask(mask)) {}
  ~Umask() { ::umask(before); }
  mode_t before;
};

// A signal without SA_RESTART each millisecond: calls that block answer EINTR.
struct Interruptions {
  Interruptions() {
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGALRM, &action, &before);
    const itimerval each{{0, 1000}, {0, 1000}};
    ::setitimer(ITIMER_REAL, &each, nullptr);
  }
  ~Interruptions() {
    const itimerval never{};
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &before, nullptr);
  }
  struct sigaction before;
};

auto fails_with(int error) {
  return [error](const IoError& e) { return e.error() == error; };
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(base_file, Files)

BOOST_AUTO_TEST_CASE(an_error_names_file_action_and_reason) {
  const IoError full("journal", "append", ENOSPC);
  BOOST_TEST(full.what() == "journal: append: No space left on device");
  BOOST_TEST(full.is_full());
  BOOST_TEST(!full.is_broken());
  BOOST_TEST(IoError("a", "b", EIO).is_broken());
  BOOST_TEST(!IoError("a", "b", EIO).is_full());
}

BOOST_AUTO_TEST_CASE(a_descriptor_has_one_owner_and_is_closed) {
  int number = -1;
  {
    Fd fd = open_file(file, O_RDWR | O_CREAT, 0600);
    number = fd.get();
    BOOST_TEST((::fcntl(number, F_GETFD) & FD_CLOEXEC));
    Fd other = std::move(fd);
    BOOST_TEST(!fd);
    other = std::move(other);
    BOOST_TEST(other.get() == number);
    other = open_file(file, O_RDWR, 0);
    BOOST_TEST(::fcntl(number, F_GETFD) == -1);
    number = other.get();
  }
  BOOST_TEST(::fcntl(number, F_GETFD) == -1);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_nothing_and_no_error) {
  BOOST_TEST(!open_existing(file, O_RDONLY));
  BOOST_TEST(!read_file(file, 10));
  BOOST_TEST(!stamp_of(file));
  BOOST_CHECK_EXCEPTION(open_file(file, O_RDONLY, 0), IoError,
                        fails_with(ENOENT));
}

BOOST_AUTO_TEST_CASE(a_file_over_the_limit_is_not_read) {
  write("12345");
  BOOST_TEST(read_file(file, 5).value() == "12345");
  BOOST_CHECK_EXCEPTION(read_file(file, 4), IoError, fails_with(EFBIG));
  BOOST_CHECK_EXCEPTION(read_file(path, 4096), IoError, fails_with(EISDIR));
}

BOOST_AUTO_TEST_CASE(a_file_whose_size_says_nothing_is_read_to_its_end) {
  BOOST_TEST(read_file("/proc/self/status", 1 << 20)->size() > 100u);
  BOOST_CHECK_EXCEPTION(read_file("/proc/self/status", 100), IoError,
                        fails_with(EFBIG));
}

BOOST_AUTO_TEST_CASE(reading_at_an_offset_stops_at_the_end) {
  write("0123456789");
  const Fd fd = open_file(file, O_RDONLY, 0);
  BOOST_TEST(read_at(fd, file, 3, 4) == "3456");
  BOOST_TEST(read_at(fd, file, 8, 4) == "89");
  BOOST_TEST(read_at(fd, file, 10, 4) == "");
  BOOST_TEST(read_at(fd, file, 99, 4) == "");
}

BOOST_AUTO_TEST_CASE(all_is_written_through_a_pipe_despite_signals) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const Fd out(ends[0]);
  Fd in(ends[1]);
  const std::string bytes(1 << 20, 'x');
  std::string got;
  std::thread reader([&] {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    char piece[4096];
    ssize_t count;
    while ((count = ::read(out.get(), piece, sizeof piece)) > 0) {
      got.append(piece, static_cast<std::size_t>(count));
      // Slow, so that the writer blocks and is interrupted.
      if (got.size() % 65536 == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  {
    const Interruptions interruptions;
    write_all(in, "pipe", bytes);
  }
  in.close();
  reader.join();
  BOOST_TEST((got == bytes));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_as_full) {
  const Fd full = open_file("/dev/full", O_WRONLY, 0);
  BOOST_CHECK_EXCEPTION(write_all(full, "/dev/full", "x"), IoError,
                        [](const IoError& e) { return e.is_full(); });
}

BOOST_AUTO_TEST_CASE(directories_are_made_with_their_mode_whatever_the_umask) {
  const Umask closed(0077);
  const Path deep = path / "files/2026/11/22";
  make_directories(deep / "", 0750);
  BOOST_TEST(mode_of(deep) == 0750u);
  BOOST_TEST(mode_of(path / "files") == 0750u);
  make_directories(deep, 0700);
  BOOST_TEST(mode_of(deep) == 0750u);
}

BOOST_AUTO_TEST_CASE(a_new_directory_keeps_an_inherited_setgid_bit) {
  BOOST_REQUIRE(::chmod(path.c_str(), 02750) == 0);
  make_directories(path / "a/b", 0750);
  BOOST_TEST(mode_of(path / "a/b") == 02750u);
}

BOOST_AUTO_TEST_CASE(a_file_in_the_way_of_a_directory_is_an_error) {
  write("");
  BOOST_CHECK_EXCEPTION(make_directories(file, 0700), IoError,
                        fails_with(EEXIST));
  BOOST_CHECK_THROW(make_directories(file / "x", 0700), IoError);
}

BOOST_AUTO_TEST_CASE(a_replaced_file_is_whole_and_has_its_mode) {
  const Umask closed(0077);
  write("old");
  const auto before = stamp_of(file);
  replace_file(file, "newer", 0640);
  BOOST_TEST(read() == "newer");
  BOOST_TEST(mode_of(file) == 0640u);
  BOOST_TEST((stamp_of(file) != before));
  BOOST_TEST(entries() == 1u);
}

BOOST_AUTO_TEST_CASE(a_reader_sees_the_old_or_the_new_bytes_only) {
  const std::string ones(100'000, '1'), twos(100'000, '2');
  write(ones);
  std::jthread writer([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      write(twos);
      write(ones);
    }
  });
  for (int i = 0; i < 200; ++i) {
    const std::string seen = read();
    BOOST_REQUIRE((seen == ones || seen == twos));
  }
}

BOOST_AUTO_TEST_CASE(a_replacement_that_fails_leaves_nothing_behind) {
  std::filesystem::create_directory(file);
  BOOST_CHECK_EXCEPTION(write("x"), IoError, fails_with(EISDIR));
  BOOST_TEST(entries() == 1u);
  BOOST_CHECK_EXCEPTION(replace_file(path / "none/file", "x", 0600), IoError,
                        fails_with(ENOENT));
}

BOOST_AUTO_TEST_CASE(a_stamp_tells_that_a_file_has_grown) {
  write("one");
  const auto before = stamp_of(file);
  BOOST_TEST((stamp_of(file) == before));
  BOOST_TEST(before->bytes == 3u);
  const Fd fd = open_file(file, O_WRONLY | O_APPEND, 0);
  write_all(fd, file, "two");
  sync_data(fd, file);
  BOOST_TEST((stamp_of(file) != before));
  BOOST_TEST(stamp_of(file)->inode == before->inode);
}

BOOST_AUTO_TEST_CASE(a_lock_has_one_holder_until_it_goes) {
  {
    const auto lock = FileLock::take(file, 0);
    BOOST_REQUIRE(lock.has_value());
    BOOST_TEST(mode_of(file) == 0600u);
    BOOST_TEST(!FileLock::take(file, 0));
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(!FileLock::take(file, 50));
    const auto waited = std::chrono::steady_clock::now() - begin;
    BOOST_TEST((waited >= std::chrono::milliseconds(50)));
  }
  BOOST_TEST(FileLock::take(file, 0).has_value());
}

BOOST_AUTO_TEST_CASE(a_lock_is_had_as_soon_as_it_is_free) {
  auto held = FileLock::take(file, 0);
  std::jthread holder([&held] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    held.reset();
  });
  const Interruptions interruptions;
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(FileLock::take(file, 600'000).has_value());
  // Long before that time is over.
  BOOST_TEST((std::chrono::steady_clock::now() - begin <
              support::test::kPatience));
}

BOOST_AUTO_TEST_CASE(everybody_who_waits_for_a_busy_lock_gets_a_turn) {
  constexpr int kRivals = 8, kTurns = 150;
  std::vector<pid_t> rivals;
  for (int i = 0; i < kRivals; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      int missed = 0;
      for (int turn = 0; turn < kTurns; ++turn) {
        const auto lock = FileLock::take(file, 30'000);
        if (!lock) ++missed;
        // As long as an append takes; the next turn is asked for at once.
        const auto end = std::chrono::steady_clock::now() +
                         std::chrono::microseconds(500);
        while (std::chrono::steady_clock::now() < end) {
        }
      }
      ::_exit(missed > 0);
    }
    rivals.push_back(pid);
  }
  int short_of_turns = 0;
  for (const pid_t pid : rivals) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    short_of_turns += status != 0;
  }
  BOOST_TEST(short_of_turns == 0);
}

BOOST_AUTO_TEST_CASE(readers_share_a_lock_and_keep_a_writer_out) {
  write("");
  const Fd one = open_file(file, O_RDONLY, 0), two = open_file(file, O_RDONLY, 0),
           writer = open_file(file, O_RDWR, 0);
  BOOST_TEST(lock_within(one, LOCK_SH, 0));
  BOOST_TEST(lock_within(two, LOCK_SH, 0));
  BOOST_TEST(!lock_within(writer, LOCK_EX, 5));
  BOOST_CHECK_EXCEPTION(lock_within(Fd(), LOCK_EX, 0), IoError,
                        fails_with(EBADF));
}

BOOST_AUTO_TEST_SUITE_END()

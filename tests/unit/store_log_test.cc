#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>
#include <map>

#include "sick_disk.h"
#include "store/log.h"
#include "store_data.h"

namespace support::store {
namespace {

// No file of this process may grow beyond `bytes` while it is alive: what a
// full disk looks like to a writer.
struct SmallDisk {
  explicit SmallDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before);
    handler = std::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small {bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
  }
  struct rlimit before {};
  void (*handler)(int);
};

struct LogInFolder : test::Data {
  base::Path file = path / "some.log";

  LogInFolder() { create_log(file, "one\n", 0600); }

  Offset write(std::string_view lines) {
    auto log = LogWriter::open(file).value();
    if (log.is_torn()) log.scrub_torn_tail();
    return log.append(lines);
  }
  std::string all() const { return get(file); }
};

int mode_of(const base::Path& path) {
  struct stat status {};
  ::stat(path.c_str(), &status);
  return status.st_mode & 07777;
}

BOOST_FIXTURE_TEST_SUITE(store_log, LogInFolder)

BOOST_AUTO_TEST_CASE(a_new_log_is_private_and_has_its_first_lines) {
  const base::Path deep = path / "2026" / "11" / "new.log";
  create_log(deep, "first\nsecond\n", 0600);
  BOOST_TEST(get(deep) == "first\nsecond\n");
  BOOST_TEST(mode_of(deep) == 0600);
  BOOST_TEST(mode_of(path / "2026") == 0700);
}

BOOST_AUTO_TEST_CASE(a_new_log_is_on_disk_with_its_name) {
  test::Syncs syncs;
  create_log(path / "day" / "new.log", "first\n", 0600);
  BOOST_TEST(syncs.has(path / "day" / "new.log"));
  BOOST_TEST(syncs.has(path / "day"));
  BOOST_TEST(syncs.has(path));
}

BOOST_AUTO_TEST_CASE(a_log_is_not_made_twice) {
  BOOST_CHECK_EXCEPTION(
      create_log(file, "other\n", 0600), base::IoError,
      [](const base::IoError& error) { return error.error() == EEXIST; });
  BOOST_TEST(all() == "one\n");
}

BOOST_AUTO_TEST_CASE(a_log_that_could_not_be_made_is_not_there) {
  {
    const SmallDisk full(3);
    BOOST_CHECK_THROW(create_log(path / "new.log", "first\n", 0600),
                      base::IoError);
  }
  BOOST_TEST(!std::filesystem::exists(path / "new.log"));
  create_log(path / "new.log", "first\n", 0600);
}

BOOST_AUTO_TEST_CASE(lines_come_one_after_the_other) {
  BOOST_TEST(write("two\n") == 4u);
  BOOST_TEST(write("three\nfour\n") == 8u);
  BOOST_TEST(all() == "one\ntwo\nthree\nfour\n");
}

BOOST_AUTO_TEST_CASE(one_writer_may_append_twice) {
  auto log = LogWriter::open(file).value();
  BOOST_TEST(log.append("two\n") == 4u);
  BOOST_TEST(log.append("three\n") == 8u);
  BOOST_TEST(log.size() == 14u);
}

BOOST_AUTO_TEST_CASE(an_appended_line_is_on_disk) {
  test::Syncs syncs;
  write("two\n");
  BOOST_TEST(syncs.has(file));
}

BOOST_AUTO_TEST_CASE(a_missing_log_is_not_found_and_not_made) {
  BOOST_CHECK(LogWriter::open(path / "none").error().reason ==
              base::Reason::not_found);
  BOOST_TEST(!LogReader::open(path / "none"));
  BOOST_TEST(!std::filesystem::exists(path / "none"));
}

BOOST_AUTO_TEST_CASE(a_second_writer_gives_up_after_a_while) {
  const auto first = LogWriter::open(file).value();
  BOOST_CHECK(LogWriter::open(file).error().reason == base::Reason::busy);
}

BOOST_AUTO_TEST_CASE(a_reader_can_wait_for_the_writer) {
  const auto reader = LogReader::open(file).value();
  {
    const auto writer = LogWriter::open(file).value();
    BOOST_TEST(!reader.wait_for_writer(0));
  }
  BOOST_TEST(reader.wait_for_writer(0));
}

BOOST_AUTO_TEST_CASE(a_reader_that_waits_may_let_the_next_writer_in) {
  const auto reader = LogReader::open(file).value();
  {
    const auto writer = LogWriter::open(file).value();
    BOOST_TEST(!reader.let_writer_end(0));
  }
  BOOST_TEST(reader.let_writer_end(0));
  BOOST_TEST(LogWriter::open(file).has_value());
}

// True once process `who` has `file` open.
bool has_open(pid_t who, const base::Path& file) {
  const base::Path fds = "/proc/" + std::to_string(who) + "/fd";
  std::error_code gone;
  for (const auto& fd : std::filesystem::directory_iterator(fds))
    if (std::filesystem::read_symlink(fd.path(), gone) == file) return true;
  return false;
}

BOOST_AUTO_TEST_CASE(a_log_replaced_while_waiting_is_opened_anew) {
  const pid_t us = ::getpid();
  const pid_t other = ::fork();
  if (other == 0) {
    const auto held = LogWriter::open(file);
    put(path / "held", "");
    while (!has_open(us, file)) ::usleep(1000);
    put(path / "new", "restored\n");
    std::filesystem::rename(path / "new", file);
    ::_exit(held ? 0 : 1);
  }
  while (!std::filesystem::exists(path / "held")) ::usleep(1000);
  write("two\n");
  int status = 0;
  ::waitpid(other, &status, 0);
  BOOST_TEST(status == 0);
  BOOST_TEST(all() == "restored\ntwo\n");
}

BOOST_AUTO_TEST_CASE(the_tail_is_the_last_bytes) {
  write("two\n");
  const auto log = LogWriter::open(file).value();
  BOOST_TEST(log.tail(5) == "\ntwo\n");
  BOOST_TEST(log.tail(1000) == "one\ntwo\n");
  BOOST_TEST(!log.is_torn());
}

BOOST_AUTO_TEST_CASE(an_empty_log_is_not_torn) {
  put(file, "");
  BOOST_TEST(!LogWriter::open(file)->is_torn());
  write("one\n");
  BOOST_TEST(all() == "one\n");
}

BOOST_AUTO_TEST_CASE(a_torn_line_is_scrubbed_and_sealed_never_cut_off) {
  put(file, std::string("one\ntw\0o\x1b\t", 10));
  BOOST_TEST(LogWriter::open(file)->is_torn());
  BOOST_TEST(write("three\n") == 11u);
  BOOST_TEST(all() == "one\ntw?o??\nthree\n");
}

BOOST_AUTO_TEST_CASE(a_tail_of_nul_bytes_becomes_text_however_long) {
  for (const std::size_t length : {1u, 4096u, 65535u, 65536u, 65537u, 200000u}) {
    put(file, "one\n" + std::string(length, '\0'));
    write("two\n");
    BOOST_TEST(all() == "one\n" + std::string(length, '?') + "\ntwo\n");
  }
}

BOOST_AUTO_TEST_CASE(a_log_of_one_torn_line_can_be_written_to) {
  put(file, std::string("\0\0", 2));
  write("one\n");
  BOOST_TEST(all() == "??\none\n");
}

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_and_keeps_what_is_there) {
  {
    const SmallDisk full(6);
    BOOST_CHECK_EXCEPTION(write("two\n"), base::IoError,
                          [](const auto& error) { return error.is_full(); });
  }
  BOOST_TEST(all().starts_with("one\n"));
  BOOST_TEST(all().size() == 6u);
  write("three\n");
  BOOST_TEST(all().starts_with("one\n"));
  BOOST_TEST(all().ends_with("\nthree\n"));
  BOOST_TEST(all().find("two") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(lines_that_would_not_sync_are_all_spoilt) {
  {
    const test::SickDisk sick(EIO);
    BOOST_CHECK_EXCEPTION(write("two\nthree\nf\n"), base::IoError,
                          [](const auto& error) { return error.is_broken(); });
  }
  BOOST_TEST(all() == "one\n#w#\n#hre#\n#\n");
}

BOOST_AUTO_TEST_CASE(a_writer_without_the_lock_is_noticed) {
  auto log = LogWriter::open(file).value();
  base::write_all(base::open_file(file, O_WRONLY | O_APPEND, 0), file, "x\n");
  BOOST_CHECK_THROW(log.append("two\n"), base::IoError);
  BOOST_TEST(all().starts_with("one\nx\n"));
}

BOOST_AUTO_TEST_CASE(overwriting_changes_neither_size_nor_neighbours) {
  write("two\nthree\n");
  auto log = LogWriter::open(file).value();
  test::Syncs syncs;
  log.overwrite(4, "TWO");
  BOOST_TEST(syncs.has(file));
  BOOST_TEST(all() == "one\nTWO\nthree\n");
  BOOST_TEST(log.append("four\n") == 14u);
}

BOOST_AUTO_TEST_CASE(reading_from_an_offset_gives_only_what_came_later) {
  write("two\n");
  const auto reader = LogReader::open(file).value();
  BOOST_TEST(reader.size() == 8u);
  BOOST_TEST(reader.read(4, 100) == "two\n");
  BOOST_TEST(reader.read(0, 3) == "one");
  BOOST_TEST(reader.read(8, 100) == "");
  BOOST_TEST(reader.read(99, 100) == "");
}

BOOST_AUTO_TEST_CASE(writers_in_eight_processes_lose_and_mix_nothing) {
  BOOST_TEST(test::in_processes(8, [&](int writer) {
    const std::string line(100, static_cast<char>('a' + writer));
    for (int i = 0; i < 100; ++i) {
      auto log =
          test::retry_while_busy([&] { return LogWriter::open(file); });
      if (!log) return false;
      log->append(line + "\n");
    }
    return true;
  }) == 8);
  std::map<char, int> lines;
  const std::string bytes = all();
  for (std::size_t at = 4; at < bytes.size(); at += 101) {
    BOOST_REQUIRE(bytes.substr(at, 101) ==
                  std::string(100, bytes[at]) + "\n");
    ++lines[bytes[at]];
  }
  BOOST_TEST(lines.size() == 8u);
  for (const auto& [writer, count] : lines) BOOST_TEST(count == 100);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store

// What the disk can do: appends of a message's size, each with fdatasync, by
// so many processes, each to a file of its own.  Prints how many a second.
//
//   appends FOLDER PROCESSES SECONDS
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;

long append_until(const std::string& file, Clock::time_point end) {
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const std::string line = std::string(199, 'x') + "\n";
  long count = 0;
  for (; Clock::now() < end; ++count) {
    if (write(fd, line.data(), line.size()) < 0 || fdatasync(fd) != 0) _exit(1);
  }
  unlink(file.c_str());
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  int told[2];
  if (argc != 4 || pipe(told) != 0) return 64;
  const int processes = std::atoi(argv[2]);
  const std::chrono::duration<double> seconds(std::atof(argv[3]));
  const auto end =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(seconds);
  for (int n = 0; n < processes; ++n) {
    if (fork() != 0) continue;
    const long count = append_until(
        std::string(argv[1]) + "/appends-" + std::to_string(n), end);
    _exit(write(told[1], &count, sizeof count) < 0);
  }
  long sum = 0;
  for (int n = 0; n < processes; ++n) {
    int status = 0;
    long count = 0;
    if (wait(&status) < 0 || status != 0) return 1;
    if (read(told[0], &count, sizeof count) != sizeof count) return 1;
    sum += count;
  }
  std::printf("%.0f\n", static_cast<double>(sum) / seconds.count());
}

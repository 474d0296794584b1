#include "ctl/progress.h"

#include <unistd.h>

#include <iostream>
#include <string>

namespace support::ctl {
namespace {

constexpr std::uint64_t kWidth = 40;
constexpr std::chrono::milliseconds kBetween{100};
constexpr const char* kClearLine = "\r\x1b[K";

}  // namespace

Progress::Progress(std::ostream& err)
    : err_(err), is_seen_(&err == &std::cerr && ::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (is_drawn_) err_ << kClearLine << std::flush;
}

bool Progress::is_due() {
  const auto now = std::chrono::steady_clock::now();
  if (!is_seen_ || now - shown_ < kBetween) return false;
  shown_ = now;
  return is_drawn_ = true;
}

void Progress::at(std::string_view what, std::uint64_t number) {
  if (is_due()) err_ << kClearLine << what << ": " << number << std::flush;
}

void Progress::show(std::uint64_t done, std::uint64_t all) {
  if (all == 0 || !is_due()) return;
  const std::uint64_t full = kWidth * done / all;
  err_ << kClearLine << '[' << std::string(full, '#')
       << std::string(kWidth - full, ' ') << "] " << 100 * done / all << " %  "
       << done << " of " << all << " conversations" << std::flush;
}

}  // namespace support::ctl

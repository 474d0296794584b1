// How far something has come, on a terminal: a line that is written over.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string_view>

namespace support::ctl {

class Progress {
 public:
  // Says nothing unless `err` is the standard error and that is a terminal.
  explicit Progress(std::ostream& err);
  ~Progress();  // takes the line away

  // At most ten times a second; 0 of 0 is as good as nothing.
  void show(std::uint64_t done, std::uint64_t all);
  // Where nobody knows how many there are: "reading tokens: 12000".
  void at(std::string_view what, std::uint64_t number);

 private:
  bool is_due();
  std::ostream& err_;
  bool is_seen_;
  bool is_drawn_ = false;
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace support::ctl

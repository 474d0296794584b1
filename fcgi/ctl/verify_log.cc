#include "ctl/verify_log.h"

#include <fcntl.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "store/log.h"

namespace support::ctl {
namespace {

constexpr int kWaitMs = 2000;
constexpr std::size_t kGrowth = 1024 * 1024;  // of a file while it is opened

// A snapshot: while the lock is shared nobody appends.
std::string bytes_of(const base::Path& file, bool past_cache) {
  if (past_cache) {
    if (const auto fd = base::open_existing(file, O_RDONLY)) {
      posix_fadvise(fd->get(), 0, 0, POSIX_FADV_DONTNEED);
    }
  }
  const auto reader = store::LogReader::open(file);
  if (!reader) return {};
  reader->wait_for_writer(kWaitMs);
  return reader->read(0, static_cast<std::size_t>(reader->size()) + kGrowth);
}

// Ends as a whole record does: ,"c":"0b0e64c2"}
bool has_record_end(std::string_view line) {
  constexpr std::size_t kEnd = 16;
  return line.size() >= kEnd && line.ends_with("\"}") &&
         line.substr(line.size() - kEnd, 6) == ",\"c\":\"";
}

class LogCheck {
 public:
  LogCheck(Report& report, const base::Path& file)
      : report_(report), file_(file) {}

  void line(std::string_view text) {
    ++number_;
    note_editor(text);
    auto record = store::decode(text);
    if (!record) {
      if (!text.empty()) odd_.push_back({number_, has_record_end(text) &&
                                                      !text.starts_with('#')});
      return;
    }
    check_number(*record);
    check_time(*record);
    lines_.push_back({number_, std::move(*record)});
  }

  // Told once: an editor does it to every line.
  void note_editor(std::string_view text) {
    if (was_edited_ ||
        !(text.ends_with('\r') || text.starts_with("\xEF\xBB\xBF")))
      return;
    was_edited_ = true;
    report_.note(file_, number_,
                 "saved by an editor, with CRLF or a byte order mark; it is "
                 "read all the same");
  }

  void torn_tail(std::size_t bytes) {
    report_.note(file_, number_ + 1,
                 "torn: the last " + std::to_string(bytes) +
                     " bytes are no whole line; the next append seals them");
  }

  std::vector<Line> end() {
    for (const Odd& odd : odd_) {
      if (odd.looks_whole) {
        report_.damage(file_, odd.number, "the CRC is wrong");
      } else {
        report_.note(file_, odd.number, kRemains);
      }
    }
    return std::move(lines_);
  }

 private:
  static constexpr const char* kRemains =
      "remains of a line that was never acknowledged";
  struct Odd {
    std::uint64_t number;
    bool looks_whole;
  };

  void check_number(const store::Record& record) {
    const std::uint64_t expected = last_n_ + 1;
    const bool is_missing = record.n > expected;
    for (const Odd& odd : odd_) {
      if (is_missing) {
        report_.damage(file_, odd.number, "the CRC is wrong, a record is lost");
      } else {
        report_.note(file_, odd.number, kRemains);
      }
    }
    odd_.clear();
    if (is_missing) {
      report_.damage(file_, number_,
                     "number " + std::to_string(record.n) + " where " +
                         std::to_string(expected) + " is due");
    } else if (record.n < expected) {
      report_.damage(file_, number_,
                     "number " + std::to_string(record.n) + " again");
    }
    last_n_ = std::max(last_n_, record.n);
  }

  void check_time(const store::Record& record) {
    if (record.t < last_t_) {
      report_.damage(file_, number_, "the time runs backwards");
    }
    last_t_ = std::max(last_t_, record.t);
  }

  Report& report_;
  const base::Path& file_;
  std::vector<Line> lines_;
  std::vector<Odd> odd_;  // lines since the last record that are none
  bool was_edited_ = false;
  std::uint64_t number_ = 0;
  std::uint64_t last_n_ = 0;
  base::Time last_t_{};
};

}  // namespace

std::vector<Line> verify_log(Report& report, const base::Path& file,
                             bool past_cache) {
  const std::string bytes = bytes_of(file, past_cache);
  LogCheck check(report, file);
  std::string_view rest = bytes;
  for (auto end = rest.find('\n'); end != std::string_view::npos;
       end = rest.find('\n')) {
    check.line(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  if (!rest.empty()) check.torn_tail(rest.size());
  return check.end();
}

}  // namespace support::ctl

#include "ctl/verify_log.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "ctl/lines.h"

namespace support::ctl {
namespace {

constexpr const char* kRemains =
    "remains of a line that was never acknowledged";
constexpr const char* kUnfinished =
    "was taken out, and is only half overwritten";

// How a line ends whose other bytes are `body`: ,"c":"0b0e64c2"}
std::string ending(std::string_view body) {
  return ",\"c\":\"" + store::crc_text(store::crc32(body)) + "\"}";
}
constexpr std::size_t kEnding = 16;

bool has_ending(std::string_view text) {
  return text.size() >= kEnding && text.ends_with("\"}") &&
         text.substr(text.size() - kEnding, 6) == ",\"c\":\"";
}

// One byte of the ending is wrong and all before it right.
bool has_nearly_the_ending(std::string_view text) {
  if (text.size() <= kEnding) return false;
  const std::string right = ending(text.substr(0, text.size() - kEnding));
  const std::string_view there = text.substr(text.size() - kEnding);
  const auto wrong = std::ranges::mismatch(there, right);
  return wrong.in1 == there.end() ||
         std::equal(wrong.in1 + 1, there.end(), wrong.in2 + 1);
}

// Of a write that the disk refused: see store/log.h.
bool was_refused(std::string_view text) {
  return text.starts_with('#') && text.ends_with('#');
}

class LogCheck {
 public:
  LogCheck(Report& report, const base::Path& file,
           const std::function<void(const Line&)>& each)
      : report_(report), file_(file), each_(each) {}

  void see(const LineSeen& seen) {
    note_editor(seen);
    if (!seen.is_whole) return see_tail(seen);
    auto record = store::decode(seen.text);
    if (!record) return see_odd(seen);
    settle(*record, seen.number);
    before_.clear();
    if (record->kind == store::Kind::redact) {
      redacted_.insert(static_cast<std::uint64_t>(record->number("ref")));
    }
    each_({seen.number, seen.end, *store::valid_crc(seen.text),
           std::move(*record)});
  }

  void end() {
    for (const Odd& odd : odd_) {
      if (odd.is_changed) {
        report_.damage(file_, odd.number, "the CRC is wrong");
      } else {
        report_.note(file_, odd.number, kRemains);
      }
    }
    for (const Gap& gap : gaps_) tell(gap);
  }

 private:
  struct Odd {  // a line that is no record
    std::uint64_t number;
    bool is_changed;
  };
  struct Gap {  // numbers that no record has
    std::uint64_t from, to;
    std::uint64_t line;     // of the record behind
    std::vector<Odd> odd;   // what stands there instead
  };

  // Told once: an editor does it to every line.
  void note_editor(const LineSeen& seen) {
    if (was_edited_ || !(seen.text.ends_with('\r') ||
                         seen.text.starts_with("\xEF\xBB\xBF"))) {
      return;
    }
    was_edited_ = true;
    report_.note(file_, seen.number,
                 "saved by an editor, with CRLF or a byte order mark; it is "
                 "read all the same");
  }

  // A newline that came out of another byte makes two lines of one.
  void see_odd(const LineSeen& seen) {
    const bool is_half =
        !before_.empty() && has_nearly_the_ending(before_ + "\n" +
                                                  std::string(seen.text));
    if (is_half) odd_.back().is_changed = true;
    if (seen.text.empty()) return;
    odd_.push_back({seen.number, is_half || is_changed_line(seen.text)});
    before_ = seen.text;
  }

  void see_tail(const LineSeen& seen) {
    const auto without_last = seen.text.substr(0, seen.text.size() - 1);
    const bool is_a_record =
        seen.text.ends_with('}') && store::valid_crc(seen.text);
    if (!is_a_record &&
        (store::valid_crc(without_last) || is_changed_line(seen.text))) {
      report_.damage(file_, seen.number, "the CRC or the newline is wrong");
    } else {
      report_.note(file_, seen.number,
                   "torn: the last " + std::to_string(seen.text.size()) +
                       " bytes are no whole line; the next append seals them");
    }
  }

  void settle(const store::Record& record, std::uint64_t line) {
    if (record.n > last_n_ + 1) {
      gaps_.push_back({last_n_ + 1, record.n - 1, line, std::move(odd_)});
    } else {
      for (const Odd& odd : odd_) report_.note(file_, odd.number, kRemains);
      if (record.n <= last_n_) {
        report_.damage(file_, line,
                       "number " + std::to_string(record.n) + " again");
      }
    }
    odd_.clear();
    last_n_ = std::max(last_n_, record.n);
    if (record.t < last_t_) {
      report_.damage(file_, line, "the time runs backwards");
    }
    last_t_ = std::max(last_t_, record.t);
  }

  void tell(const Gap& gap) {
    if (gap.from == gap.to && gap.odd.size() == 1 &&
        redacted_.contains(gap.from)) {
      report_.note(file_, gap.odd[0].number, kUnfinished, Advice::repair);
      return;
    }
    for (const Odd& odd : gap.odd) {
      report_.damage(file_, odd.number, "the CRC is wrong, a record is lost");
    }
    report_.damage(file_, gap.line,
                   "number " + std::to_string(gap.to + 1) + " where " +
                       std::to_string(gap.from) + " is due");
  }

  Report& report_;
  const base::Path& file_;
  const std::function<void(const Line&)>& each_;
  std::vector<Odd> odd_;  // since the last record
  std::string before_;    // the text of the last of them
  std::vector<Gap> gaps_;
  std::set<std::uint64_t> redacted_;
  bool was_edited_ = false;
  std::uint64_t last_n_ = 0;
  base::Time last_t_{};
};

}  // namespace

bool is_changed_line(std::string_view text) {
  if (was_refused(text)) return false;
  if (has_ending(text) || has_nearly_the_ending(text)) return true;
  const auto value = base::json::parse(text);
  return value && value->object();
}

void verify_log(Report& report, const base::Path& file, bool past_cache,
                const std::function<void(const Line&)>& each) {
  LogCheck check(report, file, each);
  each_line(file, past_cache, [&](const LineSeen& seen) { check.see(seen); });
  check.end();
}

}  // namespace support::ctl

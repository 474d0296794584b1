#include "store/audit_read.h"

#include <fcntl.h>

#include <algorithm>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "store/folder.h"

namespace support::store {
namespace {

constexpr std::size_t kBlock = 64 * 1024;
constexpr std::uint64_t kMostRead = 4 * 1024 * 1024;
constexpr std::string_view kSuffix = ".jsonl";

bool is_day(std::string_view text) {
  return text.size() == 8 && base::to_number(text) && text.front() != '-';
}

base::Path file_of(const Paths& paths, const std::string& day) {
  const auto time =
      base::from_iso(day.substr(0, 4) + "-" + day.substr(4, 2) + "-" +
                     day.substr(6, 2) + "T00:00:00.000Z");
  return time ? paths.audit(*time) : base::Path();
}

AuditLine line_in(std::uint64_t offset, std::string_view text) {
  AuditLine line;
  line.offset = offset;
  const auto value = base::json::parse(text);
  if (!value || !value->object() || value->text("event").empty()) {
    line.is_damaged = true;
    return line;
  }
  line.time = value->text("ts");
  line.event = {value->text("event"),   value->text("actor"),
                value->text("role"),    value->text("ip"),
                value->text("conversation"), value->text("request"),
                value->text("detail")};
  return line;
}

// Gives the lines of a file from an offset backwards, block by block.
class Backwards {
 public:
  Backwards(const base::Fd& fd, const base::Path& file, std::uint64_t end)
      : fd_(fd), file_(file), start_(end) {}

  std::uint64_t start() const { return start_ + text_.size(); }

  // Nothing at the beginning of the file.  A line longer than a block, which
  // is none of ours, comes in pieces.
  std::optional<AuditLine> next() {
    for (;;) {
      if (text_.empty() && start_ == 0) return std::nullopt;
      const std::string_view text = text_;
      const bool closed = text.ends_with('\n');
      const auto begin = text.substr(0, text.size() - closed).rfind('\n');
      if (begin == text.npos && start_ > 0 && text.size() < kBlock) {
        read_more();
        continue;
      }
      const std::size_t from = begin == text.npos ? 0 : begin + 1;
      const std::string_view line =
          text.substr(from, text.size() - closed - from);
      std::optional<AuditLine> found;
      if (!line.empty()) found = line_in(start_ + from, line);
      text_.resize(from);
      if (found) return found;
    }
  }

 private:
  void read_more() {
    const std::uint64_t size = std::min<std::uint64_t>(kBlock, start_);
    start_ -= size;
    text_ = base::read_at(fd_, file_, start_, size) + text_;
  }

  const base::Fd& fd_;
  const base::Path& file_;
  std::uint64_t start_;  // of text_ in the file
  std::string text_;     // what was read and not given yet
};

}  // namespace

std::vector<std::string> audit_days(const Paths& paths) {
  std::vector<std::string> days;
  for (std::string& name : names_in(paths.audits())) {
    if (!name.ends_with(kSuffix)) continue;
    name.resize(name.size() - kSuffix.size());
    if (is_day(name)) days.push_back(std::move(name));
  }
  std::ranges::sort(days, std::greater());
  return days;
}

AuditPage audit_page(const Paths& paths, const std::string& day,
                     std::optional<std::uint64_t> before, std::size_t limit,
                     const std::function<bool(const AuditLine&)>& wanted) {
  AuditPage page;
  const base::Path file = is_day(day) ? file_of(paths, day) : base::Path();
  if (file.empty()) return page;
  const auto stamp = base::stamp_of(file);
  const auto fd = base::open_existing(file, O_RDONLY | O_NOFOLLOW);
  if (!stamp || !fd) return page;
  const std::uint64_t end = std::min(before.value_or(stamp->bytes),
                                     stamp->bytes);
  Backwards lines(*fd, file, end);
  while (page.lines.size() < limit && end - lines.start() < kMostRead) {
    auto line = lines.next();
    if (!line) return page;
    if (wanted(*line)) page.lines.push_back(std::move(*line));
  }
  page.before = lines.start();
  return page;
}

}  // namespace support::store

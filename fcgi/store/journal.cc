// The journal: hints for the index; see journal.h.

#include "store/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "store/folder.h"

namespace support::store {

namespace {

constexpr base::Days kKept{14};
// Hints are short; one look reads at most this much of a file.
constexpr std::size_t kPiece = 4 * 1024 * 1024;
constexpr std::size_t kLine = 29;  // an id, without its newline

bool is_day(std::string_view name) {
  return name.size() == 8 &&
         name.find_first_not_of("0123456789") == std::string_view::npos;
}

// The days that have a file, oldest first.
std::vector<std::string> days_in(const base::Path& folder) {
  std::vector<std::string> days;
  for (const std::string& entry : names_in(folder)) {
    const base::Path name = entry;
    if (name.extension() == ".log" && is_day(name.stem().string())) {
      days.push_back(name.stem());
    }
  }
  std::ranges::sort(days);
  return days;
}

base::Path file_of(const Paths& paths, const std::string& day) {
  return paths.journals() / (day + ".log");
}

}  // namespace

void Journal::tell(base::Time now, const ConversationId& id) const {
  const std::string line = id.text() + "\n";
  const base::Path path = paths_.journal(now);
  // One short write with O_APPEND: whole lines, in some order.
  base::write_all(base::open_file(path, O_WRONLY | O_CREAT | O_APPEND, 0600),
                  path, line);
  // We looked at the clock a moment ago.  The reader leaves a day once the
  // next one has a file, so a line that comes so late is told there too.
  const base::Path next = paths_.journal(now + base::Days(1));
  if (const auto fd = base::open_existing(next, O_WRONLY | O_APPEND)) {
    base::write_all(*fd, next, line);
  }
}

Journal::News Journal::since(const Position& from) const {
  News news;
  news.position = from;
  std::unordered_set<std::string> named;
  // Listed before any is read: see tell().
  const std::vector<std::string> days = days_in(paths_.journals());
  news.missed = !from.day.empty() && from.offset > 0 &&
                !std::ranges::binary_search(days, from.day);
  for (const std::string& day : days) {
    if (day < from.day) continue;
    const Offset begin = day == from.day ? from.offset : 0;
    const auto reader = LogReader::open(file_of(paths_, day));
    if (!reader || reader->size() < begin) {
      news.missed = true;
      continue;
    }
    std::string text = reader->read(begin, kPiece);
    text.resize(text.rfind('\n') + 1);  // npos + 1 is 0: no whole line yet
    for (std::string_view line : base::split(text, '\n')) {
      // In front may stand what a full disk left of an earlier line.
      if (line.size() > kLine) line.remove_prefix(line.size() - kLine);
      const auto id = ConversationId::parse(line);
      if (id && named.insert(id->text()).second) news.grown.push_back(*id);
    }
    news.position = {day, begin + text.size()};
    if (text.size() + kLine >= kPiece) break;  // more of this day first
  }
  return news;
}

Journal::Position Journal::end() const {
  const std::vector<std::string> days = days_in(paths_.journals());
  if (days.empty()) return {};
  const auto reader = LogReader::open(file_of(paths_, days.back()));
  if (!reader) return {days.back(), 0};
  // After the last whole line: the rest of another may be on its way.
  const Offset from = reader->size() > kPiece ? reader->size() - kPiece : 0;
  return {days.back(), from + reader->read(from, kPiece).rfind('\n') + 1};
}

void Journal::tidy(base::Time now) const {
  const std::string oldest = base::iso_day(now - kKept);
  for (const std::string& day : days_in(paths_.journals())) {
    if (day < oldest) ::unlink(file_of(paths_, day).c_str());
  }
}

}  // namespace support::store

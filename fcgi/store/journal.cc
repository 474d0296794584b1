// The journal: hints for the index; see journal.h.

#include "store/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <unordered_set>

#include "base/text.h"

namespace support::store {

namespace {

constexpr base::Days kKept{14};
// Hints are short; one look reads at most this much of a file.
constexpr std::size_t kPiece = 4 * 1024 * 1024;
constexpr std::size_t kLine = 64;
constexpr std::int64_t kMidnightNs = 10'000'000'000;

// The days that have a file, oldest first.
std::vector<std::string> days_in(const base::Path& folder) {
  std::vector<std::string> days;
  std::error_code missing;
  for (const auto& file :
       std::filesystem::directory_iterator(folder, missing)) {
    const std::string name = file.path().filename();
    if (name.size() == 12 && name.ends_with(".log")) {
      days.push_back(name.substr(0, 8));
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
  const base::Path path = paths_.journal(now);
  const base::Fd fd =
      base::open_file(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  // One short write with O_APPEND: whole lines, in some order.
  base::write_all(fd, path, id.text() + "\n");
}

Journal::News Journal::since(const Position& from) const {
  News news;
  news.position = from;
  std::unordered_set<std::string> named;
  std::int64_t stood_at_ns = 0;  // when the file we stand in last grew
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
    for (const std::string_view line : base::split(text, '\n')) {
      const auto id = ConversationId::parse(line);
      if (id && named.insert(id->text()).second) news.grown.push_back(*id);
    }
    // A writer who looked at the clock just before midnight may still add to
    // the old day: we leave it only when the new day is well under way, and
    // read the new day's first lines again until then.
    if (stood_at_ns == 0 ||
        reader->changed_ns() - stood_at_ns > kMidnightNs) {
      news.position = {day, begin + text.size()};
      stood_at_ns = reader->changed_ns();
    }
    if (text.size() + kLine > kPiece) break;  // more of this day first
  }
  return news;
}

Journal::Position Journal::end() const {
  const std::vector<std::string> days = days_in(paths_.journals());
  if (days.empty()) return {};
  const auto reader = LogReader::open(file_of(paths_, days.back()));
  return {days.back(), reader ? reader->size() : 0};
}

void Journal::tidy(base::Time now) const {
  const std::string oldest = base::iso_day(now - kKept);
  for (const std::string& day : days_in(paths_.journals())) {
    if (day < oldest) ::unlink(file_of(paths_, day).c_str());
  }
}

}  // namespace support::store

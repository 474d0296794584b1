#include "ctl/lines.h"

#include <fcntl.h>

#include <algorithm>
#include <string>

namespace support::ctl {
namespace {

constexpr int kWaitMs = 2000;
constexpr std::size_t kPiece = 1024 * 1024;

// As large as it is while nobody is in the middle of an append.  Below that
// nothing changes but what is erased, so no lock need be held.
std::optional<store::LogReader> opened(const base::Path& file) {
  const auto waiting = store::LogReader::open(file);
  if (!waiting) return std::nullopt;
  waiting->wait_for_writer(kWaitMs);
  return store::LogReader::open(file);
}

void forget_in_cache(const base::Path& file) {
  if (const auto fd = base::open_existing(file, O_RDONLY)) {
    posix_fadvise(fd->get(), 0, 0, POSIX_FADV_DONTNEED);
  }
}

}  // namespace

void each_line(const base::Path& file, bool past_cache, const EachLine& each) {
  if (past_cache) forget_in_cache(file);
  const auto reader = opened(file);
  if (!reader) return;
  LineSeen line;
  std::string text;
  for (store::Offset at = 0; at < reader->size();) {
    const std::string piece = reader->read(
        at, std::min<std::size_t>(kPiece, reader->size() - at));
    if (piece.empty()) break;
    at += piece.size();
    text += piece;
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != text.npos;
         begin = end + 1) {
      line.text = std::string_view(text).substr(begin, end - begin);
      line.end += line.text.size() + 1;
      ++line.number;
      each(line);
    }
    text.erase(0, begin);
  }
  if (text.empty()) return;
  each({line.number + 1, line.end + text.size(), text, false});
}

}  // namespace support::ctl

// Reading conversations.  A reader takes whole lines whose CRC holds and
// nothing else: a damaged line is passed over and counted, an unfinished last
// line is left for the next time.  What was taken out comes as a void.

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "store/conversations.h"
#include "store/folder.h"
#include "store/redacted.h"

namespace support::store {

namespace {

constexpr Offset kPiece = 256 * 1024;
// More than most lines have.
constexpr Offset kUsualLine = 512;
// The longest first line with its newline.
constexpr std::size_t kHead = 64 * 1024 + 1;
// The longest a record's end can be: ,"c":"0b0e64c2"} and the newline.
constexpr Offset kLineEnd = 17;

// What `walk_from` saw.
struct Walked {
  Cursor cursor;
  std::uint64_t damaged = 0;
  bool stopped = false;
};

// A cursor stands at the end of a valid line, so a damaged one is passed over
// only when a valid one follows: what looks damaged at the end of the file may
// be a line in the making.
Walked walk_from(const LogReader& reader, Cursor from, const TakenOut& out,
                 const std::function<bool(Entry&&)>& each) {
  Walked walked{.cursor = from};
  std::uint64_t damaged_since = 0;
  std::string rest;  // of a line that the last piece cut
  Offset read_to = from.offset;
  Offset line_at = from.offset;
  while (read_to < reader.size()) {
    const Offset left = reader.size() - read_to;
    const std::string piece =
        reader.read(read_to, static_cast<std::size_t>(std::min(left, kPiece)));
    if (piece.empty()) break;
    read_to += piece.size();
    rest += piece;
    std::size_t begin = 0;
    for (std::size_t end; (end = rest.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
      const std::string_view line(rest.data() + begin, end - begin);
      const Offset offset = line_at;
      line_at += line.size() + 1;
      auto record = decode(line);
      if (!record) {
        damaged_since += line.empty() ? 0 : 1;
        continue;
      }
      walked.damaged += std::exchange(damaged_since, 0);
      walked.cursor = {line_at, *valid_crc(line)};
      hide(*record, out);
      if (!each({std::move(*record), offset})) {
        walked.stopped = true;
        return walked;
      }
    }
    rest.erase(0, begin);
  }
  return walked;
}

Batch collect(const LogReader& reader, Cursor from, const TakenOut& out,
              std::size_t max) {
  Batch batch;
  const Walked walked = walk_from(reader, from, out, [&](Entry&& entry) {
    batch.entries.push_back(std::move(entry));
    return batch.entries.size() < max;
  });
  batch.cursor = walked.cursor;
  batch.damaged = walked.damaged;
  batch.more = walked.stopped && walked.cursor.offset < reader.size();
  return batch;
}

// True when a record with that CRC ends at the cursor.
bool fits(const LogReader& reader, const Cursor& cursor) {
  if (cursor.offset == 0) return cursor.crc == 0;
  if (cursor.offset < kLineEnd || cursor.offset > reader.size()) return false;
  const std::string text = cursor.text();
  const std::string end =
      ",\"c\":\"" + text.substr(text.find('.') + 1) + "\"}";
  // One byte more where an editor has put a CR before the newline.
  const Offset count = std::min(cursor.offset, kLineEnd + 1);
  const std::string there = reader.read(cursor.offset - count, count);
  return there.ends_with(end + "\n") || there.ends_with(end + "\r\n");
}

// The last `max` records that begin before `end`.  Looks at a growing piece of
// the file's end, so that the cost follows `max`, not the conversation.
Batch collect_backwards(const LogReader& reader, Offset end, std::size_t max) {
  for (Offset back = kUsualLine * (std::min<Offset>(max, kPiece) + 1);;
       back *= 4) {
    const Offset from = end > back ? end - back : 0;
    // In the middle of a line: the first newline begins the next one.
    Offset begin = from;
    if (from > 0) {
      const std::string piece = reader.read(from, kPiece);
      const std::size_t newline = piece.find('\n');
      if (newline == std::string::npos) continue;
      begin = from + newline + 1;
    }
    Batch batch;
    const Walked walked = walk_from(
        reader, {begin, 0}, taken_out(reader, begin), [&](Entry&& entry) {
          if (entry.offset >= end) return false;
          batch.entries.push_back(std::move(entry));
          return true;
        });
    if (batch.entries.size() <= max && from > 0) continue;
    batch.cursor = walked.cursor;
    batch.damaged = walked.damaged;
    batch.more = batch.entries.size() > max;
    if (batch.more) {
      batch.entries.erase(batch.entries.begin(),
                          batch.entries.end() - static_cast<long>(max));
    }
    return batch;
  }
}

// Whether a record that the cursor's owner has read is taken out since.
bool reaches_back(const TakenOut& out, const Batch& batch) {
  return !out.empty() && !batch.entries.empty() &&
         out.begin()->first < batch.entries.front().record.n;
}

}  // namespace

Conversations::News Conversations::since(const ConversationId& id,
                                         const Cursor& cursor,
                                         std::size_t max) const {
  News news;
  base::Path path = paths_.conversation(id);
  // Nearly every poll ends here, so it opens nothing.
  const auto stamp = base::stamp_of(path);
  if (!stamp) return news;
  if (stamp->bytes == cursor.offset) {
    news.growth = Growth::none;
    news.batch.cursor = cursor;
    return news;
  }
  const auto reader = LogReader::open(std::move(path));
  if (!reader) return news;
  if (!fits(*reader, cursor)) {
    news.growth = Growth::resync;
    return news;
  }
  const TakenOut out = taken_out(*reader, cursor.offset);
  news.batch = collect(*reader, cursor, out, max);
  news.growth =
      reaches_back(out, news.batch) ? Growth::resync : Growth::grown;
  return news;
}

std::optional<Batch> Conversations::last(const ConversationId& id,
                                         std::size_t max) const {
  const auto reader = LogReader::open(paths_.conversation(id));
  if (!reader) return std::nullopt;
  Batch batch = collect_backwards(*reader, reader->size(), max);
  if (batch.entries.empty()) return std::nullopt;
  return batch;
}

std::optional<Batch> Conversations::before(const ConversationId& id,
                                           Offset offset,
                                           std::size_t max) const {
  const auto reader = LogReader::open(paths_.conversation(id));
  if (!reader) return std::nullopt;
  return collect_backwards(*reader, std::min(offset, reader->size()), max);
}

std::optional<Batch> Conversations::all(const ConversationId& id) const {
  const auto reader = LogReader::open(paths_.conversation(id));
  if (!reader) return std::nullopt;
  Batch batch = collect(*reader, {}, taken_out(*reader, 0), SIZE_MAX);
  if (batch.entries.empty()) return std::nullopt;
  return batch;
}

std::vector<Record> Conversations::head(const ConversationId& id) const {
  std::vector<Record> records;
  const auto reader = LogReader::open(paths_.conversation(id));
  if (!reader) return records;
  std::string bytes = reader->read(0, kHead);
  bytes.resize(bytes.rfind('\n') + 1);  // whole lines; npos + 1 is 0
  for (const std::string_view line : base::split(bytes, '\n')) {
    if (auto record = decode(line)) records.push_back(std::move(*record));
  }
  if (!records.empty() && records.front().kind != Kind::open) records.clear();
  return records;
}

std::optional<Entry> Conversations::find(const ConversationId& id,
                                         std::uint64_t n) const {
  std::optional<Entry> found;
  walk(id, 0, [&](Entry&& entry) {
    if (entry.record.n == n) found = std::move(entry);
    return !found;
  });
  return found;
}

Cursor Conversations::walk(const ConversationId& id, Offset from,
                           const std::function<bool(Entry&&)>& each) const {
  const auto reader = LogReader::open(paths_.conversation(id));
  if (!reader) return {};
  return walk_from(*reader, {from, 0}, taken_out(*reader, from), each).cursor;
}

std::vector<ConversationId> Conversations::list() const {
  std::vector<ConversationId> ids;
  each_file_below(paths_.conversations(), [&](const base::Path& path) {
    if (path.extension() != ".jsonl") return;
    if (auto id = ConversationId::parse(path.stem().string())) {
      ids.push_back(std::move(*id));
    }
  });
  std::ranges::sort(ids);
  return ids;
}

}  // namespace support::store

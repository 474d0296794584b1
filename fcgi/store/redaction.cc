#include "store/redaction.h"

#include <cstdio>
#include <optional>
#include <vector>

#include "base/text.h"
#include "store/folder.h"
#include "store/latch.h"
#include "store/redacted.h"

namespace support::store {
namespace {

struct Line {
  Offset at = 0;
  std::string_view bytes;
  std::optional<Record> record;  // nothing when it is damaged
};

struct Patch {
  Offset at = 0;
  std::string bytes;
};

std::vector<Line> lines_in(std::string_view bytes) {
  std::vector<Line> lines;
  Offset at = 0;
  for (auto end = bytes.find('\n'); end != bytes.npos; end = bytes.find('\n')) {
    const std::string_view line = bytes.substr(0, end);
    lines.push_back({at, line, decode(line)});
    at += end + 1;
    bytes.remove_prefix(end + 1);
  }
  return lines;
}

std::string beginning_of(std::uint64_t n) {
  return "{\"n\":" + std::to_string(n) + ",\"t\":\"";
}

// The record with this number.  A line that was cut off while it was
// overwritten has the same beginning before and after; it is no first line.
const Line* line_of(const std::vector<Line>& lines, std::uint64_t n) {
  const Line* damaged = nullptr;
  for (const Line& line : lines) {
    if (line.record && line.record->n == n) return &line;
    if (!line.record && line.at > 0 && line.bytes.starts_with(beginning_of(n)))
      damaged = &line;
  }
  return damaged;
}

// Of a field of short plain text in a damaged line.
std::string field_in(std::string_view line, std::string_view name) {
  const std::string mark = "\"" + std::string(name) + "\":\"";
  const std::size_t at = line.find(mark);
  if (at == line.npos) return "";
  const std::string_view rest = line.substr(at + mark.size());
  return std::string(rest.substr(0, rest.find('"')));
}

// What is certain of a damaged one; `by` and `id` where they are whole.
Record salvaged(const Line& line, std::uint64_t n) {
  Record record;
  record.n = n;
  record.t = base::from_iso(field_in(line.bytes, "t")).value_or(base::Time{});
  const std::string by = field_in(line.bytes, "by");
  const std::string id = field_in(line.bytes, "id");
  if (by.size() < 48 && by.find(':') == 1 && is_message_key(id)) {
    record.by = by;
    record.id = id;
  }
  return record;
}

std::string with_blanks(std::string_view line, std::size_t count) {
  constexpr std::string_view kEnd = ",\"c\":\"00000000\"}";
  std::string padded(line.substr(0, line.size() - kEnd.size()));
  padded.append(count, ' ');
  char end[kEnd.size() + 1];
  std::snprintf(end, sizeof end, ",\"c\":\"%08x\"}", crc32(padded));
  return padded + end;
}

bool is_wiped(std::string_view line) {
  return line.find_first_not_of('#') == line.npos;
}

class Finishing {
 public:
  Finishing(const Paths& paths, const ConversationId& id, LogWriter& log)
      : paths_(paths),
        id_(id),
        log_(log),
        bytes_(log.tail(static_cast<std::size_t>(log.size()))),
        lines_(lines_in(bytes_)) {}

  std::size_t run(const TakenOut& out) {
    for (const auto& [n, was] : out) {
      if (const Line* line = line_of(lines_, n)) take(*line, n);
    }
    for (const Patch& patch : patches_) log_.overwrite(patch.at, patch.bytes);
    if (patches_.empty()) log_.sync();  // who overwrote it may not have
    return patches_.size();
  }

 private:
  void take(const Line& line, std::uint64_t n) {
    const Record record = line.record ? *line.record : salvaged(line, n);
    if (line.record && !can_be_taken_out(record.kind)) return;
    if (!line.record || record.kind != Kind::voided) {
      remove_attachments(n);
      patches_.push_back({line.at, void_line(record, line.bytes.size())});
    }
    if (!record.id.empty()) wipe_remains(record.id, line);
  }

  void wipe_remains(const std::string& id, const Line& target) {
    const std::string mark = "\"id\":\"" + id + "\"";
    for (const Line& line : lines_) {
      const bool is_one = !line.record && line.at != target.at &&
                          line.bytes.find(mark) != line.bytes.npos;
      if (is_one && !is_wiped(line.bytes))
        patches_.push_back({line.at, std::string(line.bytes.size(), '#')});
    }
  }

  void remove_attachments(std::uint64_t n) {
    const base::Path folder = paths_.files_of(id_);
    const std::string mark = std::to_string(n) + "-";
    bool is_changed = false;
    for (const std::string& name : names_in(folder)) {
      if (!name.starts_with(mark)) continue;
      remove_file(folder / name);
      is_changed = true;
    }
    if (is_changed) base::sync_directory(folder);
  }

  const Paths& paths_;
  const ConversationId& id_;
  LogWriter& log_;
  const std::string bytes_;
  const std::vector<Line> lines_;
  std::vector<Patch> patches_;
};

TakenOut all_taken_out(const Paths& paths, const ConversationId& id) {
  const auto reader = LogReader::open(paths.conversation(id));
  return reader ? taken_out(*reader, 0) : TakenOut{};
}

// The redact record, unless there is one.
std::expected<std::string, base::Refusal> hide_one(
    const Paths& paths, Conversations& conversations, const ConversationId& id,
    std::uint64_t n, base::Time now, std::string_view by) {
  const TakenOut out = all_taken_out(paths, id);
  if (const auto found = out.find(n); found != out.end()) return found->second;
  const auto entry = conversations.find(id, n);
  if (!entry) return std::unexpected(base::Refusal{base::Reason::not_found});
  if (!can_be_taken_out(entry->record.kind))
    return std::unexpected(base::Refusal{base::Reason::bad_request});
  const std::string was = entry->record.kind_name;
  const auto done = conversations.append(
      id, now,
      {{Kind::redact, std::string(by), "redact-" + std::to_string(n),
        {{"ref", n}, {"was", was}}}});
  if (!done) return std::unexpected(done.error());
  return was;
}

}  // namespace

std::string void_line(Record record, std::size_t length) {
  record.kind = Kind::voided;
  record.kind_name.clear();
  record.more.clear();
  std::string line = encode(record);
  if (line.size() > length) {  // of a line that was not ours
    record.id.clear();
    line = encode(record);
  }
  if (line.size() > length) {
    record.by.clear();
    line = encode(record);
  }
  if (line.size() > length) return std::string(length, '#');
  constexpr std::size_t kField = sizeof(",\"x\":\"\"") - 1;
  const std::size_t room = length - line.size();
  if (room >= kField) {
    record.more = {{"x", std::string(room - kField, '.')}};
    return encode(record);
  }
  return with_blanks(line, room);
}

std::expected<std::string, base::Refusal> redact(
    const Paths& paths, Conversations& conversations, const ConversationId& id,
    std::uint64_t n, base::Time now, std::string_view by) {
  auto was = hide_one(paths, conversations, id, n, now, by);
  if (!was) return was;
  const auto finished = finish_redactions(paths, id);
  if (!finished) return std::unexpected(finished.error());
  return was;
}

std::expected<std::size_t, base::Refusal> finish_redactions(
    const Paths& paths, const ConversationId& id) {
  using Result = std::expected<std::size_t, base::Refusal>;
  return guarded(paths, [&]() -> Result {
    auto log = LogWriter::open(paths.conversation(id));
    if (!log) return std::unexpected(log.error());
    return Finishing(paths, id, *log).run(all_taken_out(paths, id));
  });
}

}  // namespace support::store

// Writing conversations: numbers, repetition, limits.  Reading is in
// conversations_read.cc.

#include "store/conversations.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <iterator>

#include "base/text.h"
#include "store/last_records.h"
#include "store/latch.h"

namespace support::store {

namespace {

constexpr int kVersion = 1;

std::unexpected<base::Refusal> refused(base::Reason reason,
                                       std::size_t limit = 0) {
  return std::unexpected(
      base::Refusal{reason, static_cast<std::int64_t>(limit)});
}

std::vector<std::string> ids_of(const std::vector<Draft>& drafts) {
  std::vector<std::string> ids;
  for (const Draft& draft : drafts) ids.push_back(draft.id);
  return ids;
}

bool says_the_same(const Record& record, const Draft& draft) {
  const auto text_of = [](const base::json::Object& fields,
                          std::string_view name) {
    const base::json::Value* value = base::json::find(fields, name);
    return value && value->string() ? *value->string() : std::string();
  };
  return record.kind == draft.kind &&
         text_of(record.more, "text") == text_of(draft.more, "text") &&
         text_of(record.more, "sha256") == text_of(draft.more, "sha256") &&
         text_of(record.more, "to") == text_of(draft.more, "to");
}

// The number under which the draft was written before; 0 when it was not.
std::expected<std::uint64_t, base::Refusal> find_repeated(
    const std::vector<Record>& earlier, const Draft& draft) {
  if (draft.id.empty()) return 0;
  for (const Record& record : earlier) {
    if (record.id != draft.id || record.by != draft.by) continue;
    // What was taken out is not stored anew.
    const bool is_void = record.kind == Kind::voided;
    if (!is_void && !says_the_same(record, draft)) {
      return refused(base::Reason::key_conflict);
    }
    return record.n;
  }
  return 0;
}

// A writer killed in the middle may have left the first of two drafts, so
// each is looked for.
struct Sorted {
  std::vector<std::uint64_t> numbers;  // of every draft, old or new
  std::vector<Draft> missing;          // those to be written
};

std::expected<Sorted, base::Refusal> sort_out(
    const std::vector<Record>& earlier, const std::vector<Draft>& drafts) {
  std::uint64_t n = earlier.empty() ? 0 : earlier.back().n;
  Sorted sorted;
  for (const Draft& draft : drafts) {
    const auto old = find_repeated(earlier, draft);
    if (!old) return std::unexpected(old.error());
    if (*old == 0) sorted.missing.push_back(draft);
    sorted.numbers.push_back(*old == 0 ? ++n : *old);
  }
  return sorted;
}

// What fills a conversation up; the rest must be possible in a full one.
bool is_speech(const Draft& draft) {
  return draft.kind == Kind::message || draft.kind == Kind::note ||
         draft.kind == Kind::file;
}

// Every growth of a file goes through here: the journal names it first, so a
// writer killed in between names one too many and never one too few.  `write`
// gives 0 when nothing grew.
template <class Growth>
auto grow(const Journal& journal, base::Time now, const ConversationId& id,
          Growth write) {
#ifdef FAULT_journal_after_append
  // The crash test's negative control: the other way round.
  auto written = write();
  if (written) journal.tell(now, id);
  return written;
#else
  journal.tell(now, id);
  return write();
#endif
}

// False when the file is there already.
bool make(const base::Path& path, std::string_view lines) {
  try {
    create_log(path, lines, 0600);
  } catch (const base::IoError& error) {
    if (error.error() != EEXIST) throw;
    return false;
  }
  return true;
}

struct Lines {
  std::string bytes;
  std::uint32_t last_crc = 0;
  bool has_long_one = false;
};

// `n` and `t` are those of the record before the first one here.
Lines lines_of(const std::vector<Draft>& drafts, std::uint64_t n,
               base::Time t, std::size_t line_bytes) {
  Lines lines;
  for (const Draft& draft : drafts) {
    Record record;
    record.n = ++n;
    record.t = t;
    record.kind = draft.kind;
    record.by = draft.by;
    record.id = draft.id;
    record.more = draft.more;
    const std::string line = encode(record);
    lines.has_long_one |= line.size() > line_bytes;
    lines.last_crc = *valid_crc(line);
    lines.bytes += line + "\n";
  }
  return lines;
}

}  // namespace

std::optional<Cursor> Cursor::parse(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto offset = base::to_number(text.substr(0, dot));
  const std::string_view digits = text.substr(dot + 1);
  std::uint32_t crc = 0;
  const auto [end, error] =
      std::from_chars(digits.begin(), digits.end(), crc, 16);
  if (!offset || *offset < 0 || digits.size() != 8 || error != std::errc() ||
      end != digits.end()) {
    return std::nullopt;
  }
  return Cursor{static_cast<Offset>(*offset), crc};
}

std::string Cursor::text() const {
  char crc_digits[9];
  std::snprintf(crc_digits, sizeof crc_digits, "%08x", crc);
  return std::to_string(offset) + "." + crc_digits;
}

std::expected<Appended, base::Refusal> Conversations::create(
    const ConversationId& id, base::Time now, std::vector<Draft> drafts) {
  auto& opening = drafts.front().more;
  opening.insert(opening.begin(),
                 {{"v", kVersion}, {"conversation", id.text()}});
  const Lines lines = lines_of(drafts, 0, now, limits_.line_bytes);
  if (lines.has_long_one) {
    return refused(base::Reason::too_long, limits_.line_bytes);
  }
  return guarded(paths_, [&]() -> std::expected<Appended, base::Refusal> {
    const bool is_made = grow(journal_, now, id, [&] {
      return make(paths_.conversation(id), lines.bytes);
    });
    if (!is_made) return complete(id, now, drafts);
    return Appended{1, drafts.size(), {lines.bytes.size(), lines.last_crc}, 0,
                    false};
  });
}

// The file is there: somebody was faster, or was killed while making it.
std::expected<Appended, base::Refusal> Conversations::complete(
    const ConversationId& id, base::Time now,
    const std::vector<Draft>& drafts) {
  const base::Path path = paths_.conversation(id);
  auto log = LogWriter::open(path);
  // Its maker found the disk full and took it away: a retry makes it.
  if (!log) return refused(base::Reason::busy);
  seal(*log, id, now);
  // What a create writes stands at the beginning, the last number at the end.
  std::vector<Record> earlier = head(id);
  std::ranges::move(last_records(*log, ids_of(drafts)),
                    std::back_inserter(earlier));
  auto done = add(*log, id, now, drafts, earlier, {});
  // Its maker may have been killed before the name was on disk.
  if (done) base::sync_directory(path.parent_path());
  return done;
}

std::expected<Appended, base::Refusal> Conversations::append(
    const ConversationId& id, base::Time now, std::vector<Draft> drafts,
    const Prepare& prepare) {
  return guarded(paths_, [&]() -> std::expected<Appended, base::Refusal> {
    auto log = LogWriter::open(paths_.conversation(id));
    if (!log) return std::unexpected(log.error());
    seal(*log, id, now);
    const std::vector<Record> earlier = last_records(*log, ids_of(drafts));
    // A file without a whole first record was never acknowledged to anybody.
    if (earlier.empty()) return refused(base::Reason::not_found);
    return add(*log, id, now, drafts, earlier, prepare);
  });
}

// Ends what a killed writer left without a newline.  If that was all it
// lacked it is a record from here on, so this too is a growth.
void Conversations::seal(LogWriter& log, const ConversationId& id,
                         base::Time now) const {
  if (!log.is_torn()) return;
  grow(journal_, now, id, [&log] {
    log.scrub_torn_tail();
    return log.append("");
  });
}

std::expected<Appended, base::Refusal> Conversations::add(
    LogWriter& log, const ConversationId& id, base::Time now,
    const std::vector<Draft>& drafts, const std::vector<Record>& earlier,
    const Prepare& prepare) {
  const auto sorted = sort_out(earlier, drafts);
  if (!sorted) return std::unexpected(sorted.error());
  Appended done;
  done.n = sorted->numbers.front();
  done.last_n = sorted->numbers.back();
  if (sorted->missing.empty()) {
    log.sync();  // its writer may have been killed before doing so
    done.repeated = true;
    return done;
  }
  const std::uint64_t last_n = earlier.empty() ? 0 : earlier.back().n;
  const base::Time t = earlier.empty() ? now : std::max(now, earlier.back().t);
  const Lines lines = lines_of(sorted->missing, last_n, t, limits_.line_bytes);
  if (lines.has_long_one) {
    return refused(base::Reason::too_long, limits_.line_bytes);
  }
  if (log.size() + lines.bytes.size() > limits_.conversation_bytes &&
      std::ranges::any_of(sorted->missing, is_speech)) {
    return refused(base::Reason::conversation_full,
                   limits_.conversation_bytes);
  }
  if (prepare) {
    const auto prepared = prepare(done.n);
    if (!prepared) return std::unexpected(prepared.error());
  }
  done.before = grow(journal_, now, id,
                     [&] { return log.append(lines.bytes); });
  done.cursor = {done.before + lines.bytes.size(), lines.last_crc};
  return done;
}

}  // namespace support::store

// Conversations as files: create, append, read from a cursor.  The truth about
// a conversation is its lines; nothing else holds any.  Knows numbers, order
// and repetition; who may do what, and what a record means, is desk's.  Every
// reader but head() gives what was taken out as a void (redacted.h).
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "store/journal.h"
#include "store/log.h"
#include "store/paths.h"
#include "store/record.h"

namespace support::store {

// Where a reader stands: the end of the last record it read, and that
// record's CRC.  "270.0b0e64c2".
struct Cursor {
  Offset offset = 0;
  std::uint32_t crc = 0;
  bool operator==(const Cursor&) const = default;

  static std::optional<Cursor> parse(std::string_view text);
  std::string text() const;
};

// A record to be: the store adds n, t and c.
struct Draft {
  Kind kind = Kind::message;
  std::string by;
  std::string id;  // unique per `by`; "" where repetition does no harm, and
                   // then only in a write of its own
  base::json::Object more;
};

struct Appended {
  std::uint64_t n = 0;       // of the first draft's record
  std::uint64_t last_n = 0;  // of the last draft's
  Cursor cursor;             // after what was written now
  Offset before = 0;         // where that begins
  bool repeated = false;     // all had been written before: nothing was now
};

struct Entry {
  Record record;
  Offset offset = 0;  // where its line begins
};

struct Batch {
  std::vector<Entry> entries;
  Cursor cursor;     // pass it to the next since()
  bool more = false;  // since(): there are later ones; before(): earlier ones
  std::uint64_t damaged = 0;  // lines passed over because their CRC is wrong
};

struct StoreLimits {
  std::size_t line_bytes = 64 * 1024;
  std::size_t conversation_bytes = 16 * 1024 * 1024;
};

class Conversations {
 public:
  Conversations(Paths paths, StoreLimits limits)
      : paths_(paths), limits_(limits), journal_(paths) {}

  // Writes a new conversation in one write; its first draft is `open`.
  // Repeatable like append(); a file whose maker was killed in the middle is
  // completed.  Refused: too_long (a line over its limit), key_conflict, busy,
  // storage_latched.
  std::expected<Appended, base::Refusal> create(const ConversationId& id,
                                                base::Time now,
                                                std::vector<Draft> drafts);

  // Adds the drafts in one write.  Their ids make it repeatable: one that is
  // found in the last 64 KiB or 200 lines, whichever is more, with the same
  // kind and text keeps its number and is not written again.  Refused:
  // not_found, gone, busy, key_conflict, too_long, conversation_full (words and
  // files only: a full conversation can still be closed), storage_latched.
  // `prepare` runs under the conversation's lock, just before the write, and
  // is told the first draft's number (a file goes to its place by it).  What
  // it reads with last() or all() stays so until the write, and when it
  // refuses, nothing is written.
  using Prepare =
      std::function<std::expected<void, base::Refusal>(std::uint64_t n)>;
  std::expected<Appended, base::Refusal> append(const ConversationId& id,
                                                base::Time now,
                                                std::vector<Draft> drafts,
                                                const Prepare& prepare = {});

  // What since() found before reading anything.
  enum class Growth { missing, none, grown, resync };
  struct News {
    Growth growth = Growth::missing;
    Batch batch;  // when grown
  };
  // At most `max` records after the cursor.  An idle call asks for the file's
  // size and opens nothing, whatever the conversation's length.  `resync`: the
  // cursor fits no record (erased, restored), or something before it is taken
  // out since: read anew with last().
  News since(const ConversationId& id, const Cursor& cursor,
             std::size_t max) const;

  // The last `max` records; nothing when there is no such conversation.
  std::optional<Batch> last(const ConversationId& id, std::size_t max) const;
  // The `max` records that end before `offset` (the offset of an Entry).
  std::optional<Batch> before(const ConversationId& id, Offset offset,
                              std::size_t max) const;
  // From the beginning, all.
  std::optional<Batch> all(const ConversationId& id) const;
  // The records in the first 64 KiB, the `open` record first; empty when
  // there is no such conversation, or none that was ever acknowledged.
  std::vector<Record> head(const ConversationId& id) const;

  // Every id on disk, oldest day first.  Throws IoError.
  std::vector<ConversationId> list() const;

  // The record with this number; nothing when absent or damaged.
  std::optional<Entry> find(const ConversationId& id, std::uint64_t n) const;

  // Calls `each` for every valid record from `from` on, in pieces, so that
  // memory does not grow with the conversation; returns where it ended.
  // `each` answers false to stop.
  Cursor walk(const ConversationId& id, Offset from,
              const std::function<bool(Entry&&)>& each) const;

  const Journal& journal() const { return journal_; }

 private:
  std::expected<Appended, base::Refusal> complete(
      const ConversationId& id, base::Time now,
      const std::vector<Draft>& drafts);
  std::expected<Appended, base::Refusal> add(
      LogWriter& log, const ConversationId& id, base::Time now,
      const std::vector<Draft>& drafts, const std::vector<Record>& earlier,
      const Prepare& prepare);
  void seal(LogWriter& log, const ConversationId& id, base::Time now) const;

  Paths paths_;
  StoreLimits limits_;
  Journal journal_;
};

}  // namespace support::store

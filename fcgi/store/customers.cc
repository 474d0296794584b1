#include "store/customers.h"

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "store/folder.h"
#include "store/latch.h"
#include "store/log.h"
#include "store/record.h"

namespace support::store {
namespace {

using base::IoError;
using base::Reason;
using base::Refusal;

// Room for 25,000 conversations; of more, the latest count.
constexpr std::size_t kMostBytes = 4 * 1024 * 1024;
constexpr int kTries = 3;

std::vector<Record> records_in(std::string_view bytes) {
  std::vector<Record> records;
  for (const std::string_view line : base::split(bytes, '\n'))
    if (auto record = decode(line)) records.push_back(std::move(*record));
  return records;
}

std::vector<CustomerEntry> entries_in(const std::vector<Record>& records) {
  std::vector<CustomerEntry> entries;
  for (const Record& record : records) {
    const auto id = ConversationId::parse(record.field("conversation"));
    if (!id) continue;
    if (record.kind == Kind::conversation)
      entries.push_back({*id, record.id, record.t});
    if (record.kind != Kind::gone) continue;
    for (CustomerEntry& entry : entries)
      if (entry.conversation == *id) entry.is_gone = true;
  }
  return entries;
}

// The entry that stands for the same create.  One that was taken over from a
// guest has no key, and is known by its conversation.
const CustomerEntry* find_same(const std::vector<CustomerEntry>& entries,
                               std::string_view key,
                               const ConversationId& fresh) {
  const auto is_same = [&](const CustomerEntry& entry) {
    return key.empty() ? entry.conversation == fresh : entry.key == key;
  };
  const auto found = std::ranges::find_if(entries, is_same);
  return found == entries.end() ? nullptr : &*found;
}

// Number and time are made here.
Record add(LogWriter& file, const std::vector<Record>& before, Record record,
           base::Time now) {
  record.n = before.empty() ? 1 : before.back().n + 1;
  record.t = before.empty() ? now : std::max(now, before.back().t);
  if (file.is_torn()) file.scrub_torn_tail();
  file.append(encode(record) + "\n");
  return record;
}

Record record_of(Kind kind, std::string_view customer,
                 const ConversationId& conversation) {
  Record record;
  record.kind = kind;
  record.by = "c:" + std::string(customer);
  record.more = {{"conversation", conversation.text()}};
  return record;
}

std::expected<CustomerEntry, Refusal> note_in(
    LogWriter& file, std::string_view customer, std::string_view key,
    const ConversationId& fresh, base::Time now, std::string_view token) {
  const std::string tail = file.tail(kMostBytes);
  file.scrub_nuls(tail);
  const std::vector<Record> records = records_in(tail);
  const std::vector<CustomerEntry> entries = entries_in(records);
  if (const CustomerEntry* same = find_same(entries, key, fresh)) {
    if (same->is_gone) return std::unexpected(Refusal{Reason::gone});
    file.sync();  // its writer may have been killed before it came to that
    return *same;
  }
  Record record = record_of(Kind::conversation, customer, fresh);
  record.id = key;
  if (!token.empty()) record.more.push_back({"token", std::string(token)});
  record = add(file, records, std::move(record), now);
  return CustomerEntry{fresh, record.id, record.t};
}

// Empty, so that whoever comes second finds nothing to overtake: records are
// written under the file's lock alone.
void make_if_missing(const base::Path& file) {
  try {
    create_log(file, "", 0600);
  } catch (const IoError& error) {
    if (error.error() != EEXIST) throw;
  }
}

}  // namespace

std::vector<CustomerEntry> Customers::all(std::string_view customer) const {
  if (!is_customer_key(customer)) return {};
  const auto file = LogReader::open(paths_.customer(customer));
  if (!file) return {};
  const Offset from = file->size() > kMostBytes ? file->size() - kMostBytes : 0;
  return entries_in(records_in(file->read(from, kMostBytes)));
}

std::vector<CustomerEntry> Customers::conversations(
    std::string_view customer) const {
  std::vector<CustomerEntry> entries = all(customer);
  std::erase_if(entries, [](const auto& entry) { return entry.is_gone; });
  return entries;
}

std::expected<CustomerEntry, Refusal> Customers::note(
    std::string_view customer, std::string_view key,
    const ConversationId& fresh, base::Time now, std::string_view token) {
  if (!is_customer_key(customer) || (!key.empty() && !is_message_key(key)))
    return std::unexpected(Refusal{Reason::bad_request});
  const base::Path path = paths_.customer(customer);
  using Result = std::expected<CustomerEntry, Refusal>;
  return guarded(paths_, [&]() -> Result {
    for (int tries = 0; tries < kTries; ++tries) {
      auto file = LogWriter::open(path);
      if (file) return note_in(*file, customer, key, fresh, now, token);
      if (file.error().reason == Reason::busy)
        return std::unexpected(file.error());
      make_if_missing(path);
    }
    return std::unexpected(Refusal{Reason::busy});  // unlinked each time
  });
}

std::expected<void, Refusal> Customers::note_gone(
    std::string_view customer, const ConversationId& conversation,
    base::Time now) {
  using Result = std::expected<void, Refusal>;
  if (!is_customer_key(customer)) return {};
  return guarded(paths_, [&]() -> Result {
    auto file = LogWriter::open(paths_.customer(customer));
    if (!file && file.error().reason == Reason::busy)
      return std::unexpected(file.error());
    if (!file) return {};
    const std::vector<Record> records = records_in(file->tail(kMostBytes));
    for (const CustomerEntry& entry : entries_in(records)) {
      if (entry.conversation != conversation) continue;
      if (entry.is_gone)
        file->sync();
      else
        add(*file, records, record_of(Kind::gone, customer, conversation), now);
      return {};
    }
    return {};
  });
}

std::expected<bool, Refusal> Customers::remove(std::string_view customer,
                                               std::size_t seen) {
  using Result = std::expected<bool, Refusal>;
  if (!is_customer_key(customer)) return false;
  const base::Path path = paths_.customer(customer);
  return guarded(paths_, [&]() -> Result {
    const auto file = LogWriter::open(path);
    if (!file && file.error().reason == Reason::busy)
      return std::unexpected(file.error());
    if (!file || all(customer).size() != seen) return false;
    remove_file(path);
    base::sync_directory(path.parent_path());
    return true;
  });
}

}  // namespace support::store

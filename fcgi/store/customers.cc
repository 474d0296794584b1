#include "store/customers.h"

#include <algorithm>
#include <cerrno>

#include "base/text.h"
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
    if (record.kind == Kind::conversation && id)
      entries.push_back({*id, record.id, record.t});
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

CustomerEntry note_in(LogWriter& file, std::string_view customer,
                      std::string_view key, const ConversationId& fresh,
                      base::Time now, std::string_view token) {
  const std::vector<Record> records = records_in(file.tail(kMostBytes));
  const std::vector<CustomerEntry> entries = entries_in(records);
  if (const CustomerEntry* same = find_same(entries, key, fresh)) {
    file.sync();  // its writer may have been killed before it came to that
    return *same;
  }
  Record record;
  record.n = records.empty() ? 1 : records.back().n + 1;
  record.t = records.empty() ? now : std::max(now, records.back().t);
  record.kind = Kind::conversation;
  record.kind_name = name_of(record.kind);
  record.by = "c:" + std::string(customer);
  record.id = key;
  record.more = {{"conversation", fresh.text()}};
  if (!token.empty()) record.more.push_back({"token", token});
  if (file.is_torn()) file.scrub_torn_tail();
  file.append(encode(record) + "\n");
  return {fresh, record.id, record.t};
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

std::vector<CustomerEntry> Customers::conversations(
    std::string_view customer) const {
  if (!is_customer_key(customer)) return {};
  const auto file = LogReader::open(paths_.customer(customer));
  if (!file) return {};
  const Offset from = file->size() > kMostBytes ? file->size() - kMostBytes : 0;
  return entries_in(records_in(file->read(from, kMostBytes)));
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

}  // namespace support::store

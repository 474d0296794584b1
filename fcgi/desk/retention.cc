#include "desk/retention.h"

#include <algorithm>

#include "desk/by_itself.h"
#include "store/removal.h"

namespace support::desk {
namespace {

using std::chrono::hours;

bool close(Desk& desk, const std::string& id, base::Time silent_since) {
  const auto is_silent = [&](const State& now) {
    return now.status != Status::closed && !now.awaiting &&
           now.last < silent_since;
  };
  return write_by_itself(desk, id,
                         {store::Kind::status, "s:silence", "",
                          {{"to", name_of(Status::closed)}}},
                         is_silent);
}

// Before it is gone, so that nothing goes without a line.
void note_removal(Desk& desk, const store::ConversationId& id,
                  std::size_t files) {
  store::AuditEvent event;
  event.event = "conversation_removed";
  event.actor = "s:retention";
  event.conversation = id.text();
  note_by_itself(desk, event);
  if (files == 0) return;
  event.event = "upload_delete";
  event.detail = std::to_string(files);
  note_by_itself(desk, event);
}

std::size_t files_in(const std::vector<store::Entry>& entries) {
  return static_cast<std::size_t>(
      std::ranges::count_if(entries, [](const store::Entry& entry) {
        return entry.record.kind == store::Kind::file;
      }));
}

bool retire(Desk& desk, const store::ConversationId& id,
            base::Time silent_since, Kept& kept) {
  const auto if_old = [&]() -> bool {
    const auto all = desk.conversations.all(id);
    if (!all || fold_all(all->entries).status != Status::closed) return false;
    const bool goes = is_due(all->entries, silent_since);
    // One that will not go in spite of that is tried again in an hour.
    kept[id.text()] = goes ? silent_since + hours(1) : last_in(all->entries);
    if (goes) note_removal(desk, id, files_in(all->entries));
    return goes;
  };
  const auto removed =
      store::remove_conversation(desk.paths, id, desk.now(), if_old);
  if (!removed) throw_if_latched(desk, removed.error());
  if (!removed || !*removed) return false;
  kept.erase(id.text());
  return true;
}

}  // namespace

base::Time last_in(const std::vector<store::Entry>& entries) {
  base::Time last{};
  for (const auto& [record, offset] : entries) {
    const bool is_erasing = record.kind == store::Kind::redact ||
                            record.kind == store::Kind::voided;
    if (!is_erasing) last = record.t;
  }
  return last;
}

bool is_due(const std::vector<store::Entry>& entries,
            base::Time silent_since) {
  return fold_all(entries).status == Status::closed &&
         last_in(entries) < silent_since;
}

std::size_t close_silent(Desk& desk, std::size_t limit) {
  const int after = desk.settings.now().auto_close_hours;
  if (after == 0) return 0;
  const base::Time silent_since = desk.now() - hours(after);
  std::size_t closed = 0;
  Round round;
  for (const index::Row& row :
       desk.listing.silent(silent_since, static_cast<std::int64_t>(limit))) {
    const auto close_it = [&] { return close(desk, row.id, silent_since); };
    closed += round.attempt(close_it) ? 1 : 0;
  }
  round.end();
  return closed;
}

std::size_t retire_old(Desk& desk, Kept& kept, std::size_t limit) {
  const int after = desk.settings.now().retention_days;
  if (after == 0) return 0;
  const base::Time silent_since = desk.now() - base::Days(after);
  std::erase_if(kept, [&](const auto& one) {
    return one.second < silent_since;
  });
  std::size_t removed = 0;
  Round round;
  for (const std::string& text : desk.listing.closed_before(
           silent_since, static_cast<std::int64_t>(limit + kept.size()))) {
    const auto id = store::ConversationId::parse(text);
    if (!id || kept.contains(text)) continue;
    const auto retire_it = [&] {
      return retire(desk, *id, silent_since, kept);
    };
    removed += round.attempt(retire_it) ? 1 : 0;
  }
  round.end();
  return removed;
}

}  // namespace support::desk

#include "store/removal.h"

#include <unistd.h>

#include <set>
#include <string>

#include "store/conversations.h"
#include "store/customers.h"
#include "store/folder.h"
#include "store/journal.h"
#include "store/latch.h"
#include "store/log.h"

namespace support::store {
namespace {

using base::Path;

void remove_files(const Path& folder) {
  for (const std::string& name : names_in(folder)) remove_file(folder / name);
}

// rmdir takes only what is empty.
bool remove_if_empty(const Path& folder) {
  return ::rmdir(folder.c_str()) == 0;
}

// The folders of day, month and year.
void remove_empty_days(Path folder) {
  for (int level = 0; level < 3 && remove_if_empty(folder); ++level)
    folder = folder.parent_path();
}

// Everybody whose it was.
std::set<std::string> customers_of(const Paths& paths,
                                   const ConversationId& id) {
  std::set<std::string> keys;
  Conversations(paths, {}).walk(id, 0, [&](Entry&& entry) {
    if (entry.record.kind == Kind::open && entry.record.by.starts_with("c:"))
      keys.insert(entry.record.by.substr(2));
    return true;
  });
  return keys;
}

// Conversations of yesterday and today may be in the making there.
bool may_grow(const ConversationId& id, base::Time now) {
  return id.day() >= base::iso_day(now - base::Days(1));
}

}  // namespace

std::expected<bool, base::Refusal> remove_conversation(
    const Paths& paths, const ConversationId& id, base::Time now,
    const std::function<bool()>& decides) {
  return guarded(paths, [&]() -> std::expected<bool, base::Refusal> {
    const Path file = paths.conversation(id);
    const Path files = paths.files_of(id);
    {
      const auto lock = LogWriter::open(file);
      if (!lock) return std::unexpected(lock.error());
      if (!decides()) return false;
      for (const std::string& customer : customers_of(paths, id)) {
        const auto noted = Customers(paths).note_gone(customer, id, now);
        if (!noted) return std::unexpected(noted.error());
      }
      Journal(paths).tell(now, id);
      remove_files(files);
      remove_if_empty(files);
      if (base::stamp_of(files.parent_path()))
        base::sync_directory(files.parent_path());
      remove_file(file);
    }
    base::sync_directory(file.parent_path());
    if (may_grow(id, now)) return true;
    remove_empty_days(file.parent_path());
    remove_empty_days(files.parent_path());
    return true;
  });
}

}  // namespace support::store

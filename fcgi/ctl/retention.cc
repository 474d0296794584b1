// supportctl retention: what is older than the shop keeps it.  Tells, and takes
// away only when asked to; by the same rule as supportd's housekeeper, decided
// anew for each under its lock.  Killed, it goes on when run again.
#include "desk/retention.h"

#include <algorithm>
#include <ostream>

#include "base/json.h"
#include "base/text.h"
#include "ctl/arguments.h"
#include "ctl/ask.h"
#include "store/folder.h"
#include "store/removal.h"
#include "store/settings.h"
#include "store/version.h"

namespace support::ctl {
namespace {

namespace json = base::json;

struct Old {
  store::ConversationId id;
  base::Time last;
  std::uint64_t bytes = 0;  // with its files
};

std::uint64_t size_of(const base::Path& file) {
  const auto stamp = base::stamp_of(file);
  return stamp ? stamp->bytes : 0;
}

std::uint64_t bytes_of(const store::Paths& paths,
                       const store::ConversationId& id) {
  std::uint64_t bytes = size_of(paths.conversation(id));
  const base::Path folder = paths.files_of(id);
  for (const std::string& name : store::names_in(folder))
    bytes += size_of(folder / name);
  return bytes;
}

// Those made later cannot be silent for so long.
std::vector<Old> find_old(const Place& place, base::Time silent_since) {
  const store::Conversations conversations(place.paths, {});
  const std::string last_day = base::iso_day(silent_since);
  std::vector<Old> found;
  for (const store::ConversationId& id : conversations.list()) {
    if (id.day() > last_day) break;
    const auto all = conversations.all(id);
    if (!all || !desk::is_due(all->entries, silent_since)) continue;
    found.push_back(
        {id, desk::last_in(all->entries), bytes_of(place.paths, id)});
  }
  return found;
}

bool take_away(Place& place, const Old& old, base::Time silent_since) {
  const store::Conversations conversations(place.paths, {});
  const auto if_old = [&] {
    const auto all = conversations.all(old.id);
    if (!all || !desk::is_due(all->entries, silent_since)) return false;
    tell_removal(place, "conversation_removed", "retention", old.id);
    return true;
  };
  const auto removed = store::remove_conversation(
      place.paths, old.id, place.clock.now(), if_old);
  if (removed) return *removed;
  using base::Reason;
  const Reason reason = removed.error().reason;
  if (reason == Reason::storage_latched) fail(removed.error());
  return false;  // somebody is at work in it, or was faster
}

std::int64_t days_asked(Place& place, const Arguments& arguments) {
  const auto text = arguments.value("--days");
  if (!text) return store::SettingsFile(place.paths).now().retention_days;
  const auto days = base::to_number(*text);
  if (!days || *days < 1 || *days > 36'500)
    throw Failure(kUsage, "--days is 1 to 36500");
  return *days;
}

std::uint64_t sum_of(const std::vector<Old>& found) {
  std::uint64_t bytes = 0;
  for (const Old& old : found) bytes += old.bytes;
  return bytes;
}

void print(Place& place, const std::vector<Old>& found, std::int64_t days) {
  place.out << found.size() << " conversations are closed and silent for more "
            << "than " << days << " days, " << sum_of(found) << " bytes\n";
  if (found.empty()) return;
  const auto [oldest, newest] =
      std::ranges::minmax_element(found, {}, &Old::last);
  place.out << "oldest " << base::iso(oldest->last) << "  "
            << oldest->id.text() << "\nnewest " << base::iso(newest->last)
            << "  " << newest->id.text() << '\n';
}

void print_json(Place& place, const std::vector<Old>& found, std::int64_t days,
                bool applied, std::size_t removed) {
  json::Array list;
  for (const Old& old : found) {
    list.push_back(json::Object{{"conversation", old.id.text()},
                                {"last", base::iso(old.last)},
                                {"bytes", old.bytes}});
  }
  place.out << json::write(json::Object{{"days", days},
                                        {"count", found.size()},
                                        {"bytes", sum_of(found)},
                                        {"applied", applied},
                                        {"removed", removed},
                                        {"conversations", std::move(list)}})
            << '\n';
}

}  // namespace

int retention(Place& place, const Words& words) {
  const Arguments arguments(words, {"--days"}, {"--apply", "--yes", "--json"});
  arguments.plain(0);
  store::check_version(place.paths);
  const std::int64_t days = days_asked(place, arguments);
  const bool applies = arguments.has("--apply") || arguments.has("--yes");
  if (days == 0) place.err << "retention_days is 0: all is kept for ever\n";
  const base::Time silent_since = place.clock.now() - base::Days(days);
  const auto found =
      days == 0 ? std::vector<Old>() : find_old(place, silent_since);
  if (!arguments.has("--json")) print(place, found, days);
  std::size_t removed = 0;
  if (applies && !found.empty()) {
    confirm(place, arguments, "Take them away for good?");
    for (const Old& old : found)
      removed += take_away(place, old, silent_since) ? 1 : 0;
  }
  if (arguments.has("--json")) {
    print_json(place, found, days, applies, removed);
  } else if (applies) {
    place.out << removed << " taken away\n";
  } else if (!found.empty()) {
    place.err << "nothing was done; --apply takes them away\n";
  }
  return kOk;
}

}  // namespace support::ctl

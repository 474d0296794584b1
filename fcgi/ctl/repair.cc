#include "ctl/repair.h"

#include <filesystem>
#include <ostream>
#include <set>

#include "desk/conversation.h"
#include "index/database.h"
#include "store/customers.h"
#include "store/files.h"
#include "store/redaction.h"

namespace support::ctl {
namespace {

class Repair {
 public:
  explicit Repair(Place& place) : place_(place) {}

  void one(const base::Path& file) {
    const store::Paths& paths = place_.paths;
    if (file.parent_path() == paths.incoming()) return tidy();
    if (file == paths.index()) return drop_index();
    auto id = store::ConversationId::parse(file.stem().string());
    if (!id) {
      id = store::ConversationId::parse(
          file.parent_path().filename().string());
    }
    if (!id || !done_.insert(id->text()).second) return;
    list(*id);
    redact(*id);
  }

  std::size_t deeds() const { return deeds_; }

 private:
  void say(const std::string& what) {
    ++deeds_;
    place_.err << "repaired: " << printable(what) << '\n';
  }

  // By the machine's clock: files get their times from it.
  void tidy() {
    const std::size_t gone =
        store::tidy_incoming(place_.paths, base::Clock().now());
    if (gone > 0) say(std::to_string(gone) + " broken-off uploads removed");
  }

  // While supportd runs, its housekeeper finds the index gone and makes one.
  void drop_index() {
    if (!base::stamp_of(place_.paths.index())) return;
    index::remove_database(place_.paths.index());
    say("index.db removed, to be built anew from the files");
  }

  // The last open record tells whose it is; a key has only who made it.
  void list(const store::ConversationId& id) {
    std::optional<store::Record> open;
    store::Conversations(place_.paths, {})
        .walk(id, 0, [&](store::Entry&& entry) {
          if (entry.record.kind == store::Kind::open) open = entry.record;
          return true;
        });
    if (!open) return;
    const std::string customer = desk::customer_of(open->by);
    store::Customers customers(place_.paths);
    for (const store::CustomerEntry& entry : customers.all(customer)) {
      if (entry.conversation == id) return;
    }
    std::string key = open->n == 1 ? open->id : "";
    if (key.ends_with("-o")) key.resize(key.size() - 2);
    if (!store::is_message_key(key)) key.clear();
    const auto noted = customers.note(customer, key, id, place_.clock.now());
    if (!noted) fail(noted.error());
    if (noted->conversation == id) {
      say(id.text() + " is in its customer's list again");
    }
  }

  void redact(const store::ConversationId& id) {
    const auto done = store::finish_redactions(place_.paths, id);
    if (!done) fail(done.error());
    if (*done > 0) say(id.text() + ": what was taken out is overwritten");
  }

  Place& place_;
  std::set<std::string> done_;
  std::size_t deeds_ = 0;
};

}  // namespace

std::size_t repair(Place& place, const Report& report) {
  Repair repair(place);
  for (const Finding& finding : report.findings()) {
    if (finding.advice == Advice::repair) repair.one(finding.file);
  }
  if (repair.deeds() > 0) {
    tell_audit(place, "sys_storage_repaired",
               std::to_string(repair.deeds()) + " repairs");
  }
  return repair.deeds();
}

}  // namespace support::ctl

// customers/: each list is sound, and what it names is there.
#include <vector>

#include "ctl/verify.h"
#include "ctl/verify_files.h"
#include "ctl/verify_log.h"
#include "store/folder.h"
#include "store/tokens.h"

namespace support::ctl {
namespace {

struct Entry {
  std::uint64_t line = 0;
  base::Time t{};
  store::ConversationId id;
  std::string token;
};

void check_entry(const Verification& run, const base::Path& list,
                 const Entry& entry, bool is_gone) {
  const Trace here{list, entry.line, entry.t};
  if (!is_gone && !base::stamp_of(run.paths.conversation(entry.id))) {
    run.suspects.conversation(entry.id.text(), here).named = here;
  }
  if (entry.token.empty()) return;
  if (!store::is_token_hash(entry.token)) {
    run.report.damage(list, entry.line, "names no token");
  } else if (!base::stamp_of(run.paths.token(entry.token))) {
    auto& missed = run.suspects.tokens.try_emplace(
        entry.token, MissingToken{.named = here}).first->second;
    missed.conversations.insert(entry.id.text());
  }
}

void check_list(const Verification& run, const base::Path& list) {
  std::vector<Entry> entries;
  std::set<std::string> gone;
  verify_log(run.report, list, run.past_cache, [&](const Line& line) {
    const bool names_gone = line.record.kind == store::Kind::gone;
    if (!names_gone && line.record.kind != store::Kind::conversation) return;
    const auto id =
        store::ConversationId::parse(line.record.field("conversation"));
    if (!id) {
      run.report.damage(list, line.number, "names no conversation");
    } else if (names_gone) {
      gone.insert(id->text());
    } else {
      entries.push_back(
          {line.number, line.record.t, *id, line.record.field("token")});
    }
  });
  for (const Entry& entry : entries) {
    check_entry(run, list, entry, gone.contains(entry.id.text()));
  }
}

}  // namespace

void verify_customers(const Verification& run) {
  std::uint64_t number = 0;
  store::each_file_below(run.paths.customers(), [&](const base::Path& list) {
    run.progress.at("reading customers' lists", ++number);
    const std::string key = list.stem().string();
    if (store::is_customer_key(key) && run.paths.customer(key) == list) {
      run.report.count("customers");
      check_list(run, list);
    } else if (!is_passing(list, run.now)) {
      run.report.damage(list, 0,
                        "is no customer's list, or not where it belongs",
                        Advice::look);
    }
  });
}

}  // namespace support::ctl

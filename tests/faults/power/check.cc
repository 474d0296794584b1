#include "check.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/crypto.h"
#include "base/file.h"
#include "desk/message.h"
#include "store/redaction.h"
#include "told.h"

namespace power {

namespace {

namespace base = support::base;
namespace desk = support::desk;
namespace store = support::store;

constexpr std::size_t kLargest = 64 * 1024 * 1024;

struct Read {
  std::map<std::uint64_t, store::Record> records;
  std::string customer;
};

class Check {
 public:
  explicit Check(desk::Desk& desk) : desk_(desk) {}

  void all(const std::vector<Told>& told) {
    for (const Told& one : told) {
      if (one[0] == "will") redacted_.insert(one[2] + " " + one[3]);
    }
    for (const Told& one : told) {
      if (one[0] == "will") continue;
      ++acknowledged_;
      const std::string why = missing(one);
      if (why.empty()) continue;
      ++lost_;
      std::string line;
      for (const std::string& word : one) line += " " + word;
      tell({"lost" + line + ": " + why});
    }
  }

  // As the housekeeper does with what was cut off in the middle.
  void finish_redactions(const std::vector<Told>& told) {
    for (const Told& one : told) {
      if (one[0] != "will") continue;
      const auto id = store::ConversationId::parse(one[2]).value();
      if (!store::finish_redactions(desk_.paths, id)) {
        tell({"refused", "append", one[2], "finish"});
      }
    }
  }

  // Also in those that nobody was told of.
  void append_everywhere(const std::string& round) {
    for (const store::ConversationId& id : desk_.conversations.list()) {
      // Its maker was cut off in the middle: nobody knows of it.
      if (read(id.text()).records.empty()) continue;
      append(id, "after-" + round + "-" + std::to_string(appended_ + 1));
    }
  }

  void verdict() const {
    tell({"verdict", "acknowledged=" + std::to_string(acknowledged_),
          "lost=" + std::to_string(lost_),
          "doubled=" + std::to_string(doubled_),
          "appended=" + std::to_string(appended_)});
  }

 private:
  // Of one conversation, read once; doubles are told at that time.
  const Read& read(const std::string& id) {
    const auto [place, is_new] = read_.try_emplace(id);
    if (!is_new) return place->second;
    const auto known = store::ConversationId::parse(id);
    const auto batch = desk_.conversations.all(known.value());
    if (!batch) return place->second;
    std::set<std::string> keys;
    for (const store::Entry& entry : batch->entries) {
      const store::Record& record = entry.record;
      const bool is_twice =
          !place->second.records.emplace(record.n, record).second ||
          (!record.id.empty() &&
           !keys.insert(record.by + " " + record.id).second);
      if (!is_twice) continue;
      ++doubled_;
      tell({"doubled", id, std::to_string(record.n)});
    }
    return place->second;
  }

  std::string missing(const Told& told) {
    const std::string& what = told[0];
    if (what == "message" || what == "create") return message(told);
    if (what == "file") return file(told);
    if (what == "redact") return redact(told);
    if (what == "user") return user(told);
    if (what == "settings") return settings(told);
    if (what == "session") return session(told);
    if (what == "ended") return ended(told);
    if (what == "revoked") return revoked(told);
    return "nobody knows what this is";
  }

  std::string message(const Told& told) {
    if (redacted_.contains(told[1] + " " + told[2])) return "";
    const auto& records = read(told[1]).records;
    const auto found = records.find(std::stoull(told[2]));
    if (found == records.end()) return "no such record";
    if (found->second.id != told[3]) return "another record";
    if (found->second.text() != text_of(told[3])) return "another text";
    return what_belongs_to(told);
  }

  std::string what_belongs_to(const Told& told) {
    if (told[0] != "create") return "";
    const auto listed = desk_.customers.conversations(told[5]);
    if (std::ranges::find(listed, told[1], [](const auto& entry) {
          return entry.conversation.text();
        }) == listed.end()) {
      return "not in the customer's list";
    }
    const auto token = desk_.tokens.find(told[4], desk_.now());
    if (!token || token->customer != told[5]) return "the token is unknown";
    return "";
  }

  // Hidden, and its words are nowhere in the file.
  std::string redact(const Told& told) {
    const auto& records = read(told[1]).records;
    const auto found = records.find(std::stoull(told[2]));
    if (found != records.end() && found->second.kind != store::Kind::voided) {
      return "it is shown again";
    }
    const auto bytes = base::read_file(
        desk_.paths.conversation(store::ConversationId::parse(told[1]).value()),
        kLargest);
    if (!bytes) return "no such conversation";
    const std::string begin = "\"text\":\"" + told[3];
    const bool is_there = bytes->find(begin + "\"") != bytes->npos ||
                          bytes->find(begin + "\\n") != bytes->npos;
    return is_there ? "its words are still there" : "";
  }

  std::string file(const Told& told) {
    const auto& records = read(told[1]).records;
    const auto found = records.find(std::stoull(told[2]));
    if (found == records.end()) return "no such record";
    if (found->second.id != told[3]) return "another record";
    if (store::file_in(found->second).sha256 != told[4]) return "another hash";
    const auto bytes = base::read_file(
        desk_.paths.file(store::ConversationId::parse(told[1]).value(),
                         found->second.n, told[4]),
        kLargest);
    if (!bytes) return "no such file";
    return *bytes == file_of(told[3]) ? "" : "another content";
  }

  std::string user(const Told& told) {
    const auto user = desk_.users.read(told[1]);
    if (!user) return "no such user";
    if (user->rev < std::stoll(told[2])) return "an older rev";
    return user->email == word_of(user->rev) + "@shop.example" ? "" : "mixed";
  }

  std::string settings(const Told& told) {
    const store::Settings& now = desk_.settings.now();
    if (now.rev < std::stoll(told[1])) return "an older rev";
    return now.welcome == word_of(now.rev) ? "" : "mixed";
  }

  std::string session(const Told& told) {
    const auto found = desk_.sessions.find(told[1], desk_.now());
    return found ? "" : "no such session";
  }

  std::string ended(const Told& told) {
    return desk_.sessions.find(told[1], desk_.now()) ? "lives again" : "";
  }

  std::string revoked(const Told& told) {
    return desk_.tokens.has_ended(told[1], desk_.now()) ? "" : "not revoked";
  }

  void append(const store::ConversationId& id, const std::string& key) {
    const auto before = read(id.text()).records.rbegin()->first;
    const auto done = desk_.conversations.append(
        id, desk_.now(),
        {{store::Kind::message, "a:marta", key, {{"text", text_of(key)}}}});
    const auto bytes =
        base::read_file(desk_.paths.conversation(id), kLargest).value_or("");
    const std::string why =
        !done                                     ? "refused"
        : done->n != before + 1                   ? "another number"
        : bytes.find('\0') != std::string::npos ? "NULs in the file"
                                                  : "";
    if (!why.empty()) return tell({"refused", "append", id.text(), why});
    ++appended_;
    tell({"ok", "message", id.text(), std::to_string(done->n), key});
  }

  desk::Desk& desk_;
  std::map<std::string, Read> read_;
  std::set<std::string> redacted_;  // perhaps
  std::size_t acknowledged_ = 0, lost_ = 0, doubled_ = 0, appended_ = 0;
};

}  // namespace

int check(const base::Config& config, const base::Path& told,
          const std::string& round, bool reads_only) {
  support::process::SharedTable table = support::process::SharedTable::make();
  desk::Desk desk(config, table, 0);
  Check check(desk);
  const std::vector<Told> all = told_in(told);
  if (!reads_only) check.finish_redactions(all);
  check.all(all);
  if (!reads_only) check.append_everywhere(round);
  check.verdict();
  return 0;
}

}  // namespace power

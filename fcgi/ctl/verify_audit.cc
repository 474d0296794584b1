// audit/: one chain of lines over all days; and what it knows of those that
// seem to be missing.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "ctl/lines.h"
#include "ctl/verify.h"
#include "ctl/verify_files.h"
#include "ctl/verify_log.h"
#include "store/audit_read.h"
#include "store/folder.h"

namespace support::ctl {
namespace {

using base::json::Value;

class Chain {
 public:
  explicit Chain(const Verification& run) : run_(run) {}

  void day(const base::Path& file) {
    file_ = file;
    is_first_of_day_ = true;
    each_line(file, run_.past_cache, [&](const LineSeen& seen) { see(seen); });
    // The next line, if any, will name the last one.
    for (const Odd& odd : odd_) odd_before_ = tell(odd, false);
    odd_.clear();
    is_first_day_ = is_first_day_ && last_.empty();
  }

 private:
  struct Odd {
    std::uint64_t line;
    bool is_changed;
  };

  void see(const LineSeen& seen) {
    run_.progress.at("reading the audit log", ++number_);
    const auto crc = store::valid_crc(seen.text);
    if (crc) return see_line(seen, store::crc_text(*crc));
    const auto value = base::json::parse(seen.text);
    const bool is_old = last_.empty() && seen.is_whole && value &&
                        !value->text("event").empty() &&
                        !is_changed_one(seen.text);
    if (is_old) return learn(*value, seen.number);
    if (seen.text.empty()) return;
    odd_.push_back({seen.number, seen.is_whole ? is_changed_one(seen.text)
                                               : is_torn_changed(seen.text)});
  }

  // Lines of an earlier version carry neither.
  static bool is_changed_one(std::string_view text) {
    const auto value = base::json::parse(text);
    if (value && !value->find("prev") && !value->find("c")) return false;
    return is_changed_line(text);
  }
  static bool is_torn_changed(std::string_view text) {
    return store::valid_crc(text.substr(0, text.size() - 1)) ||
           is_changed_one(text);
  }

  void see_line(const LineSeen& seen, const std::string& crc) {
    const auto value = base::json::parse(seen.text);
    if (!value) return;
    const std::string prev = value->text("prev");
    const bool follows = prev == last_;
    for (const Odd& odd : odd_) tell(odd, !follows);
    if (!follows && odd_.empty() && !odd_before_) say_gap(seen, *value, prev);
    odd_.clear();
    odd_before_ = false;
    is_first_of_day_ = false;
    last_ = crc;
    run_.report.count("audit lines");
    learn(*value, seen.number);
  }

  // True when it was damage.
  bool tell(const Odd& odd, bool is_lost) {
    if (is_lost || odd.is_changed) {
      run_.report.damage(file_, odd.line, "the CRC is wrong");
      return true;
    }
    run_.report.note(file_, odd.line, "remains of a line that was cut off");
    return false;
  }

  void say_gap(const LineSeen& seen, const Value& value,
               const std::string& prev) {
    const auto t = base::from_iso(value.text("ts")).value_or(base::Time{});
    if (last_.empty() && is_first_of_day_ && is_first_day_ && !prev.empty()) {
      run_.report.note(file_, seen.number,
                       "follows on a line that is not here: earlier days were "
                       "taken away, or are lost",
                       Advice::look);
    } else {
      run_.lost(file_, seen.number,
                is_first_of_day_
                    ? "does not follow on the day before: lines or days are "
                      "missing, or the clock was set back"
                    : "does not follow on the line before: lines are missing",
                t);
    }
  }

  // Evidence for what is missing elsewhere.
  void learn(const Value& value, std::uint64_t line) {
    const std::string event = value.text("event");
    const Trace here{file_, line,
                     base::from_iso(value.text("ts")).value_or(base::Time{})};
    const std::string detail = value.text("detail");
    if (event == "authn_token_created") {
      for (auto& [hash, token] : run_.suspects.tokens) {
        token.was_there |= token.conversations.contains(detail);
      }
    }
    const bool is_erasure = event == "sensitive_delete";
    if (is_erasure && detail.starts_with("customer ")) {
      for (auto& [id, missed] : run_.suspects.conversations) {
        missed.was_removed |= missed.customer == detail.substr(9);
      }
    }
    learn_conversation(event == "conversation_removed" ||
                           (is_erasure && detail == "conversation"),
                       value.text("conversation"), here);
    if (event == "user_created") {
      run_.suspects.users.try_emplace(detail.substr(0, detail.find(' ')),
                                       here);
    }
    if (event == "settings_updated" && run_.suspects.settings.file.empty()) {
      run_.suspects.settings = here;
    }
    if (event.starts_with("quick_repl") &&
        run_.suspects.quick_replies.file.empty()) {
      run_.suspects.quick_replies = here;
    }
  }

  void learn_conversation(bool is_removal, const std::string& id,
                          const Trace& here) {
    const auto missed = run_.suspects.conversations.find(id);
    if (missed == run_.suspects.conversations.end()) return;
    if (is_removal) {
      missed->second.was_removed = true;
    } else if (missed->second.proof.empty()) {
      missed->second.proof =
          here.file.string() + ":" + std::to_string(here.line) + " names it";
    }
  }

  const Verification& run_;
  base::Path file_;
  std::string last_;  // the CRC of the last line; "": there was none
  bool is_first_day_ = true, is_first_of_day_ = true;
  bool odd_before_ = false;  // the day before ended in damage
  std::vector<Odd> odd_;
  std::uint64_t number_ = 0;
};

}  // namespace

void verify_audit(const Verification& run) {
  auto days = store::audit_days(run.paths);
  std::ranges::reverse(days);
  Chain chain(run);
  for (const std::string& day : days) {
    chain.day(run.paths.audits() / (day + ".jsonl"));
  }
  for (const std::string& name : store::names_in(run.paths.audits())) {
    const base::Path file = run.paths.audits() / name;
    const bool is_day = std::ranges::find(days, file.stem().string()) !=
                            days.end() &&
                        name.ends_with(".jsonl");
    if (!is_day && name != ".lock" && !is_passing(file, run.now)) {
      run.report.note(file, 0, "is none of ours", Advice::look);
    }
  }
}

}  // namespace support::ctl

// What is said by either side; see message.h.  Making a conversation, which
// knows tokens and identities, is in create.cc.

#include "desk/message.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "desk/pace.h"

namespace support::desk {

namespace {

using store::Draft;
using store::Kind;
using Result = std::expected<store::Appended, base::Refusal>;
using Checked = std::expected<void, base::Refusal>;
using Prepare = store::Conversations::Prepare;

// How far back a `seen` record is looked for before another one is written.
constexpr std::size_t kLookBack = 200;

std::unexpected<base::Refusal> refused(base::Reason reason,
                                       std::string detail = "") {
  return std::unexpected(
      base::Refusal{.reason = reason, .detail = std::move(detail)});
}

std::string by_customer(const Person& person) { return "c:" + person.customer; }
std::string by_agent(const Person& person) { return "a:" + person.login; }

Result append(Desk& desk, const store::ConversationId& id,
              std::vector<Draft> drafts, const Prepare& prepare = {}) {
  if (!store::is_message_key(drafts.front().id)) {
    return refused(base::Reason::bad_request, "key");
  }
  auto done =
      desk.conversations.append(id, desk.now(), std::move(drafts), prepare);
  if (done && !done->repeated) desk.self.appends.fetch_add(1);
  return done;
}

Result say(Desk& desk, const store::ConversationId& id, Kind kind,
           std::string by, std::string text, std::string key,
           std::vector<Draft> more = {}, const Prepare& prepare = {}) {
  auto checked = checked_text(desk.config.limits, std::move(text));
  if (!checked) return std::unexpected(checked.error());
  std::vector<Draft> drafts{
      {kind, std::move(by), std::move(key), {{"text", *checked}}}};
  std::ranges::move(more, std::back_inserter(drafts));
  return append(desk, id, std::move(drafts), prepare);
}

// Writes the draft unless `is_so` of the state that it finds; `check` may
// refuse that state.
Result change(Desk& desk, const store::ConversationId& id, Draft draft,
              const std::function<bool(const State&)>& is_so,
              const std::function<Checked(const State&)>& check) {
  bool was_so = false;
  const auto prepare = [&](std::uint64_t) -> Checked {
    const auto all = desk.conversations.all(id);
    const State now = all ? fold_all(all->entries) : State{};
    was_so = is_so(now);
    if (was_so) return refused(base::Reason::conflict);
    return check(now);
  };
  auto done = append(desk, id, {std::move(draft)}, prepare);
  if (was_so) return store::Appended{};
  return done;
}

// The newest record that is no mark itself: a mark that could be marked would
// let a client write one more for ever.
std::uint64_t last_but_seen(const std::vector<store::Entry>& entries) {
  const auto last =
      std::find_if(entries.rbegin(), entries.rend(), [](const auto& entry) {
        return entry.record.kind != Kind::seen;
      });
  return last == entries.rend() ? 0 : last->record.n;
}

Draft status_draft(std::string by, Status to, std::string key) {
  return {Kind::status, std::move(by), std::move(key), {{"to", name_of(to)}}};
}

// What a reply or a file of staff answers is still the last word.
Checked may_answer(Desk& desk, const Person& person,
                   const store::ConversationId& id, const Known& known) {
  const Checked checked = nothing_unseen(desk, id, known);
  return checked ? nothing_answered(desk, id, person.login, known) : checked;
}

}  // namespace

std::expected<std::string, base::Refusal> checked_text(
    const base::Limits& limits, std::string text) {
  if (base::has_nul(text)) return refused(base::Reason::bad_request, "text");
  if (base::trimmed(text).empty()) return refused(base::Reason::empty, "text");
  if (text.size() > limits.text_bytes ||
      base::code_points(text) > limits.text_code_points) {
    return std::unexpected(base::Refusal{
        .reason = base::Reason::too_long,
        .limit = static_cast<std::int64_t>(limits.text_code_points),
        .detail = "text"});
  }
  return text;
}

Result send(Desk& desk, const Person& person, const store::ConversationId& id,
            std::string text, std::string key) {
  auto done = say(desk, id, Kind::message, by_customer(person),
                  std::move(text), std::move(key));
  if (done) desk.tokens.note_send(person.token_hash, desk.now());
  return done;
}

Result reply(Desk& desk, const Person& person, const store::ConversationId& id,
             std::string text, std::string key, Status then,
             const Known& known, const std::vector<std::string>&) {
  // Pending is what the fold makes of a reply anyway.
  std::vector<Draft> more;
  if (then != Status::pending) {
    more.push_back(status_draft(by_agent(person), then, key.substr(0, 38) + "-s"));
  }
  return say(desk, id, Kind::message, by_agent(person), std::move(text),
             std::move(key), std::move(more), [&](std::uint64_t) {
               return may_answer(desk, person, id, known);
             });
}

Result note(Desk& desk, const Person& person, const store::ConversationId& id,
            std::string text, std::string key) {
  return say(desk, id, Kind::note, by_agent(person), std::move(text),
             std::move(key));
}

Result attach(Desk& desk, const Person& person, bool as_staff,
              const store::ConversationId& id, store::IncomingFile& file,
              std::string key, const Known& known) {
  const auto stored = file.finish();
  if (!stored) return std::unexpected(stored.error());
  Draft draft{Kind::file, as_staff ? by_agent(person) : by_customer(person),
              std::move(key), store::fields_of(*stored)};
  const auto prepare = [&](std::uint64_t n) {
    const Checked checked = may_answer(desk, person, id, known);
    if (checked) file.keep(id, n);
    return checked;
  };
  auto done = append(desk, id, {std::move(draft)}, prepare);
  if (done && !as_staff) desk.tokens.note_send(person.token_hash, desk.now());
  return done;
}

Result set_status(Desk& desk, const Person& person,
                  const store::ConversationId& id, Status to,
                  std::string key, const Known& known) {
  return change(
      desk, id, status_draft(by_agent(person), to, std::move(key)),
      [&](const State& now) { return now.status == to; },
      [&](const State& now) {
        const Checked checked = nothing_unseen(desk, id, known);
        return checked ? status_is_known(now, known) : checked;
      });
}

Result assign(Desk& desk, const Person& person,
              const store::ConversationId& id, std::string login,
              std::string key, const Known& known, std::string) {
  if (!login.empty()) {
    const auto user = store::is_login(login) ? desk.users.find(login)
                                             : std::nullopt;
    if (!user || !user->active || !(user->is_staff || user->is_admin)) {
      return refused(base::Reason::bad_request, "to");
    }
  }
  return change(
      desk, id,
      {Kind::assign, by_agent(person), std::move(key), {{"to", login}}},
      [&](const State& now) { return now.assignee == login; },
      [&](const State& now) { return assignee_is_known(desk, now, known); });
}

std::expected<void, base::Refusal> mark_seen(Desk& desk, const Person& person,
                                             bool as_staff,
                                             const store::ConversationId& id,
                                             std::uint64_t upto) {
  const auto recent = desk.conversations.last(id, kLookBack);
  if (!recent) return refused(base::Reason::not_found);
  const Side side = as_staff ? Side::agent : Side::customer;
  upto = std::min(upto, last_but_seen(recent->entries));
  if (upto == 0) return {};
  for (const store::Entry& entry : recent->entries) {
    const store::Record& record = entry.record;
    if (record.kind == Kind::seen && side_of(record.by) == side &&
        static_cast<std::uint64_t>(record.number("upto")) >= upto) {
      return {};
    }
  }
  // A `seen` needs no key: the larger `upto` wins, so repeating is harmless.
  Draft draft{Kind::seen, as_staff ? by_agent(person) : by_customer(person),
              "", {{"upto", upto}}};
  const auto done =
      desk.conversations.append(id, desk.now(), {std::move(draft)});
  if (!done) return std::unexpected(done.error());
  return {};
}

}  // namespace support::desk

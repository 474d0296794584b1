// What is said by either side; see message.h.  Making a conversation, which
// knows tokens and identities, is in create.cc; what staff change in change.cc.

#include "desk/message.h"

#include <algorithm>

#include "base/text.h"
#include "desk/write.h"

namespace support::desk {

namespace {

using store::Draft;
using store::Kind;
using Result = Written;
using Checked = std::expected<void, base::Refusal>;

// How far back a `seen` record is looked for before another one is written.
constexpr std::size_t kLookBack = 200;
// Of the quick replies that one reply was made of, so many are kept.
constexpr std::size_t kMostQuick = 5;

std::string by_customer(const Person& person) { return "c:" + person.customer; }
std::string by_agent(const Person& person) { return "a:" + person.login; }

Result say(Desk& desk, const store::ConversationId& id, Kind kind,
           std::string by, std::string text, std::string key) {
  auto checked = checked_text(desk.config.limits, std::move(text));
  if (!checked) return std::unexpected(checked.error());
  return append(desk, id,
                {{kind, std::move(by), std::move(key),
                  {{"text", std::move(*checked)}}}});
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

// The quick replies among `ids`, each once: what a form makes up is not
// counted.
std::string quick_field(Desk& desk, const std::vector<std::string>& ids) {
  std::vector<std::string> kept;
  for (const std::string& id : ids) {
    if (kept.size() < kMostQuick && !std::ranges::count(kept, id) &&
        desk.quick_replies.find(id)) {
      kept.push_back(id);
    }
  }
  std::string field;
  for (const std::string& id : kept) field += (field.empty() ? "" : " ") + id;
  return field;
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
             const Known& known, const std::vector<std::string>& quick) {
  auto checked = checked_text(desk.config.limits, std::move(text));
  if (!checked) return std::unexpected(checked.error());
  const std::string by = by_agent(person);
  std::vector<Draft> drafts{
      {Kind::message, by, key, {{"text", std::move(*checked)}}}};
  if (std::string ids = quick_field(desk, quick); !ids.empty()) {
    drafts.front().more.push_back({"quick", std::move(ids)});
  }
  // Pending is what the fold makes of a reply anyway.
  if (then != Status::pending) {
    drafts.push_back(status_draft(by, then, derived_key(key, "-s")));
  }
  return append(desk, id, std::move(drafts), [&](std::uint64_t) {
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

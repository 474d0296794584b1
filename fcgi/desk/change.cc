// What staff change about a conversation, status, agent and tags; see
// message.h.

#include <algorithm>

#include "base/text.h"
#include "desk/message.h"
#include "desk/write.h"

namespace support::desk {

namespace {

using base::Reason;
using store::Draft;
using store::Kind;
using Decision = std::expected<bool, base::Refusal>;

constexpr std::size_t kMostTagCodePoints = 40;
constexpr std::size_t kMostTags = 20;

std::string by_agent(const Person& person) { return "a:" + person.login; }

bool is_active_agent(Desk& desk, const std::string& login) {
  if (!store::is_login(login)) return false;
  const auto user = desk.users.find(login);
  return user && user->active && (user->is_staff || user->is_admin);
}

bool has_tag(const State& state, const std::string& tag) {
  return std::ranges::find(state.tags, tag) != state.tags.end();
}

Draft tag_draft(const Person& person, const char* what, std::string tag,
                std::string key) {
  return {Kind::tag, by_agent(person), std::move(key),
          {{what, std::move(tag)}}};
}

}  // namespace

Written set_status(Desk& desk, const Person& person,
                   const store::ConversationId& id, Status to,
                   std::string key, const Known& known) {
  const auto decide = [&](const State& now) -> Decision {
    if (now.status == to) return false;
    for (const auto& checked :
         {nothing_unseen(desk, id, known), status_is_known(now, known)}) {
      if (!checked) return std::unexpected(checked.error());
    }
    return true;
  };
  return append_if(desk, id,
                   {{Kind::status, by_agent(person), std::move(key),
                     {{"to", name_of(to)}}}},
                   decide);
}

Written assign(Desk& desk, const Person& person,
               const store::ConversationId& id, std::string login,
               std::string key, const Known& known, std::string note) {
  if (!login.empty() && !is_active_agent(desk, login)) {
    return refused(Reason::bad_request, "to");
  }
  std::vector<Draft> drafts{
      {Kind::assign, by_agent(person), key, {{"to", login}}}};
  if (!base::trimmed(note).empty()) {
    auto text = checked_text(desk.config.limits, std::move(note));
    if (!text) return std::unexpected(text.error());
    drafts.push_back({Kind::note, by_agent(person), derived_key(key, "-n"),
                      {{"text", std::move(*text)}}});
  }
  const auto done =
      append_if(desk, id, drafts, [&](const State& now) -> Decision {
        if (now.assignee == login) return false;
        const auto checked = assignee_is_known(desk, now, known);
        if (!checked) return std::unexpected(checked.error());
        return true;
      });
  // It is with that agent already, but what was written for them must not be
  // lost.
  if (done && done->n == 0 && drafts.size() > 1) {
    return append(desk, id, {std::move(drafts.back())});
  }
  return done;
}

Written add_tag(Desk& desk, const Person& person,
                const store::ConversationId& id, std::string tag,
                std::string key) {
  tag = base::one_line(tag);
  if (tag.empty() || base::code_points(tag) > kMostTagCodePoints ||
      tag.find(',') != tag.npos) {
    return refused(Reason::bad_request,
                   "a tag has 1 to 40 characters and no comma");
  }
  return append_if(desk, id, {tag_draft(person, "add", tag, std::move(key))},
                   [&](const State& now) -> Decision {
                     if (has_tag(now, tag)) return false;
                     if (now.tags.size() >= kMostTags) {
                       return refused(Reason::bad_request,
                                      "a conversation has at most 20 tags");
                     }
                     return true;
                   });
}

Written remove_tag(Desk& desk, const Person& person,
                   const store::ConversationId& id, std::string tag,
                   std::string key) {
  tag = base::one_line(tag);
  return append_if(
      desk, id, {tag_draft(person, "remove", tag, std::move(key))},
      [&](const State& now) -> Decision { return has_tag(now, tag); });
}

}  // namespace support::desk

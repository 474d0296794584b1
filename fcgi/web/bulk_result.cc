#include "web/bulk_result.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/crypto.h"
#include "base/text.h"
#include "desk/worklist.h"
#include "web/forms.h"
#include "web/page.h"
#include "web/people.h"
#include "web/words.h"

namespace support::web::bulk {
namespace {

constexpr std::array<std::string_view, 5> kActions = {
    "assign", "close", "tag", "untag", "reopen"};
constexpr std::array<std::string_view, 6> kWhys = {
    "same", "news", "changed", "missing", "full", "failed"};
// The letters of the packed form, in the order of Why.
constexpr std::string_view kLetters = "sncmtf";
constexpr std::size_t kMostNames = 10;

std::string signature(const Context& context, const std::string& body) {
  return form_token(context.desk.keys.master, "bulk",
                    context.person.session + "|" + body);
}

// "id.x_id.y"
template <class Items, class Letter>
std::string joined(const Items& items, Letter letter) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text += '_';
    text += item.conversation + "." + letter(item);
  }
  return text;
}

struct Pair {
  std::string conversation;
  char letter;
};
std::vector<Pair> divided(std::string_view text) {
  std::vector<Pair> pairs;
  if (text.empty()) return pairs;
  for (const std::string_view item : base::split(text, '_')) {
    const auto dot = item.find('.');
    pairs.push_back({std::string(item.substr(0, dot)), item.back()});
  }
  return pairs;
}

std::string customer_of(desk::Desk& desk, const std::string& id) {
  const auto row = desk.listing.row(id);
  return row && !row->name.empty() ? row->name : desk::guest_name(id);
}

std::string same_words(const Outcome& outcome) {
  switch (outcome.action) {
    case Action::assign:
      return outcome.argument.empty() ? "unassigned already"
                                      : "theirs already";
    case Action::close: return "closed already";
    case Action::tag: return "tagged so already";
    case Action::untag: return "without that tag already";
    case Action::reopen: return "not closed any more";
  }
  return "";
}

std::string why_words(const Outcome& outcome, Why why) {
  switch (why) {
    case Why::same: return same_words(outcome);
    case Why::news: return "the customer has written meanwhile";
    case Why::changed: return "changed by somebody meanwhile";
    case Why::missing: return "not there any more";
    case Why::full: return "no room for another tag";
    case Why::failed: return "could not be stored, try again";
  }
  return "";
}

}  // namespace

std::optional<Action> action_named(std::string_view name) {
  const auto at = std::ranges::find(kActions, name);
  if (at == kActions.end()) return std::nullopt;
  return static_cast<Action>(at - kActions.begin());
}

std::string_view name_of(Action action) {
  return kActions.at(static_cast<std::size_t>(action));
}

std::string_view name_of(Why why) {
  return kWhys.at(static_cast<std::size_t>(why));
}

std::string packed(const Context& context, const Outcome& outcome) {
  const auto letter = [](const Skipped& skipped) {
    return kLetters.at(static_cast<std::size_t>(skipped.why));
  };
  std::string body(name_of(outcome.action));
  body += "~" + base::crypto::base64url(outcome.argument) + "~" +
          joined(outcome.done, [](const Done& done) { return done.before; }) +
          "~" + joined(outcome.skipped, letter);
  return body + "~" + signature(context, body);
}

std::optional<Outcome> unpacked(const Context& context,
                                std::string_view text) {
  const auto end = text.rfind('~');
  if (end == text.npos) return std::nullopt;
  const std::string body(text.substr(0, end));
  if (!base::crypto::equal(text.substr(end + 1), signature(context, body))) {
    return std::nullopt;
  }
  // What follows we have written ourselves.
  const auto parts = base::split(body, '~');
  Outcome outcome;
  outcome.action = action_named(parts.at(0)).value_or(Action::close);
  outcome.argument = base::crypto::from_base64url(parts.at(1)).value_or("");
  for (const Pair& pair : divided(parts.at(2))) {
    outcome.done.push_back({pair.conversation, pair.letter});
  }
  for (const Pair& pair : divided(parts.at(3))) {
    const auto why = kLetters.find(pair.letter);
    outcome.skipped.push_back({pair.conversation, static_cast<Why>(why)});
  }
  return outcome;
}

std::string headline(desk::Desk& desk, const Outcome& outcome) {
  const auto count = std::ssize(outcome.done);
  const std::string what =
      (count == 0 ? "No" : grouped(count)) +
      std::string(count > 1 ? " conversations" : " conversation");
  const std::string to =
      outcome.argument.empty() ? "nobody" : agent_name(desk, outcome.argument);
  const std::string tag = "“" + outcome.argument + "”";
  switch (outcome.action) {
    case Action::assign: return what + " assigned to " + to + ".";
    case Action::close: return what + " closed.";
    case Action::tag: return what + " tagged " + tag + ".";
    case Action::untag: return what + " freed of the tag " + tag + ".";
    case Action::reopen: return what + " opened again.";
  }
  return "";
}

std::vector<Data> skipped_data(desk::Desk& desk, const Outcome& outcome) {
  std::map<Why, std::vector<std::string>> by_why;
  for (const Skipped& skipped : outcome.skipped) {
    by_why[skipped.why].push_back(skipped.conversation);
  }
  std::vector<Data> groups;
  for (const auto& [why, ids] : by_why) {
    std::vector<Data> names;
    for (const std::string& id : ids) {
      if (names.size() == kMostNames) break;
      names.push_back(Data()
                          .set("name", customer_of(desk, id))
                          .set("url", conversation_url(id))
                          .set("begins", names.empty()));
    }
    const auto more = std::ssize(ids) - std::ssize(names);
    groups.push_back(
        Data()
            .set("count", grouped(std::ssize(ids)))
            .set("why", why_words(outcome, why))
            .set("names", std::move(names))
            .set("more", more > 0 ? grouped(more) : std::string()));
  }
  return groups;
}

}  // namespace support::web::bulk

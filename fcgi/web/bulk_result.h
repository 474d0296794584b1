// What a change of many conversations did, and its way through the redirect:
// signed for this session, so that nobody else puts words on our page, and no
// state stays behind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/context.h"
#include "web/view.h"

namespace support::web::bulk {

enum class Action { assign, close, tag, untag, reopen };
std::optional<Action> action_named(std::string_view name);
std::string_view name_of(Action action);

enum class Why {
  same,     // it was so already
  news,     // the customer has written since the page was made
  changed,  // somebody changed it since
  missing,  // not there any more
  full,     // no room for another tag
  failed,   // could not be stored now
};
std::string_view name_of(Why why);

struct Done {
  std::string conversation;
  char before = '-';  // 'o' or 'p': the status to go back to after a close
};
struct Skipped {
  std::string conversation;
  Why why = Why::same;
};
struct Outcome {
  Action action = Action::close;
  std::string argument;  // a login ("" = nobody) or a tag
  std::vector<Done> done;
  std::vector<Skipped> skipped;
};

// A text of [A-Za-z0-9._~-] for the query.
std::string packed(const Context& context, const Outcome& outcome);
// Nothing when it was not packed for this session.
std::optional<Outcome> unpacked(const Context& context, std::string_view text);

// "2 conversations closed."
std::string headline(desk::Desk& desk, const Outcome& outcome);
// One a reason: words, count, and names with their URLs.
std::vector<Data> skipped_data(desk::Desk& desk, const Outcome& outcome);

}  // namespace support::web::bulk

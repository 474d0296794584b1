// Quick replies as an agent uses them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.h"

namespace support::desk {

// The agent's own ones and the shared ones, by shortcut; where both have the
// same shortcut, the own one counts.
std::vector<store::QuickReply> quick_replies_for(Desk& desk,
                                                 std::string_view login);

struct Names {
  std::string customer, agent, shop;
};
// The text with {customer}, {agent} and {shop} filled in, once: a name that
// looks like a placeholder stays a name.
std::string filled(std::string_view text, const Names& names);

}  // namespace support::desk

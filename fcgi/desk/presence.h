// Who is typing in or looking at a conversation right now; lost at a restart,
// and that is all right.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.h"

namespace support::desk {

inline constexpr base::Seconds kTypingLasts{6};

void note_customer_typing(Desk& desk, std::string_view conversation);
bool customer_types(Desk& desk, std::string_view conversation);

void note_agent_typing(Desk& desk, std::string_view conversation,
                       std::uint16_t user_number);
// The number of the agent who typed last, within kTypingLasts; 0 = none.
std::uint16_t agent_typing(Desk& desk, std::string_view conversation);

// Agents who look at it (their page asks every 2 s) or write in it: numbers,
// each once, in order.  A few at once are told apart, which is enough.
inline constexpr base::Seconds kViewingLasts{8};
void note_agent_viewing(Desk& desk, std::string_view conversation,
                        std::uint16_t user_number);
std::vector<std::uint16_t> agents_viewing(Desk& desk,
                                          std::string_view conversation);
std::vector<std::uint16_t> agents_typing(Desk& desk,
                                         std::string_view conversation);

}  // namespace support::desk

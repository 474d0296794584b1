// What a guest tells before the first message, as the settings ask for it.
// Whom the shop's signature names is never asked.
#pragma once

#include <expected>
#include <string>

#include "base/error.h"
#include "desk/message.h"
#include "store/settings.h"

namespace support::desk {

struct Introduction {
  std::string name, email;  // each one line; "" = not told
};

// Refused: incomplete, for the first of name, email and consent that is asked
// for and missing; also for an e-mail that was not asked for but is none.
std::expected<Introduction, base::Refusal> introduction(
    const store::Settings& settings, const NewConversation& wish);

}  // namespace support::desk

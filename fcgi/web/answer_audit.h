// What the audit log says of answers, whichever handler gave them
// (security.md 4.9), bounded: whoever floods us with bad requests must not
// fill the disk with lines about them.
#pragma once

#include <string_view>

#include "base/config.h"
#include "web/context.h"

namespace support::web {

// An event with the request's path as its detail, at most `rate` of this event
// by one person (or address, where nobody is known) and ten times that by all.
// Throws IoError.
void note_seldom(Context& context, std::string_view event,
                 const base::Rate& rate);

// excess_rate_limit_exceeded of 429, input_validation_fail of an answer that
// says the request was malformed; once a minute.  Costs other answers nothing.
// Never throws: the answer stands.
void note_answer(Context& context, int status) noexcept;

// authz_admin: an administrator changed something.  Throws IoError.
void note_admin(Context& context, int status);

}  // namespace support::web

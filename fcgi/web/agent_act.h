// What all POSTs on one conversation have in common: form, rule, answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/message.h"
#include "web/context.h"
#include "web/detail.h"
#include "web/forms.h"

namespace support::web::agent {

using Done = std::expected<store::Appended, base::Refusal>;
using Rule = Done (*)(Context&, Posted&);

// Reads the form and follows the rule: 303 back, or {n, cursor} to a program.
// What the rule refuses is shown on the conversation's page with all that the
// form held; forms of other pages and programs get the plain refusal.
http::Response act(Context& context, Rule rule);

// What the form held, to be shown again.
Again kept_in(const Context& context, const http::Form& form);

std::unexpected<base::Refusal> refused(base::Reason reason, std::string detail);

// A key for another thing that one form writes.
std::string second_key(const std::string& key, std::string_view suffix);

// The quick replies that a text was made of: at most 5 ids, each once.
std::vector<std::string> quick_in(const http::Form& form);

}  // namespace support::web::agent

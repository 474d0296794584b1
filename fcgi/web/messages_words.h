// The filters of Support Messages in words: on the chips that take them away,
// in the sentence that says how many were found, and where nothing was found
// in the advice which of them to drop.
#pragma once

#include <string>
#include <vector>

#include "web/messages_filter.h"
#include "web/view.h"

namespace support::web::messages {

// "First reply" of "first_reply", the figures of index/statistics.h; "" when
// there is none of that name.
std::string_view figure_name(std::string_view figure);

// "has a file", "status open", "the words “night ferry”",
// "First reply in the range 1 to 7 March 2026, Anna Berg".
std::string words_for(desk::Desk& desk, const Asked& asked,
                      const Field& field);

// One a filter: words, url (without it), field.
std::vector<Data> chips(desk::Desk& desk, const Asked& asked);

// "2,318 conversations, latest first"; "12 of 2,318 conversations match".
std::string summary(desk::Desk& desk, const Wish& wish,
                    const index::Page& page);

// Where nothing was found: head, sentence, and the filters to drop, each with
// what that would give; tried one by one.
struct Advice {
  std::string head, words;
  std::vector<Data> drops;  // words, url, found
};
Advice advice(Context& context, const Wish& wish);

}  // namespace support::web::messages

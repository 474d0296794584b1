// What the pages of quick replies have in common.
#pragma once

#include <string>
#include <vector>

#include "store/quick_replies.h"
#include "web/context.h"
#include "web/view.h"

namespace support::web::quick {

// The list, with the form to add one as it was typed.
Data list_page(Context& context, const store::QuickReply& typed);

// "" (shared) or the login at hand, of the form's owner=own|shared; nothing
// when it is neither or this person may not change shared ones.
std::optional<std::string> owner_in(const Context& context,
                                    std::string_view word);
bool may_change(const Context& context, const store::QuickReply& reply);
// Own and shared ones are to be seen, another agent's are not.
bool may_see(const Context& context, const store::QuickReply& reply);

}  // namespace support::web::quick

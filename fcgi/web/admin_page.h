// What the pages of the Admin Panel have in common.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/settings.h"
#include "store/users.h"
#include "web/context.h"
#include "web/view.h"

namespace support::web {

// framed(), with the Admin Panel's own navigation and no message yet.
Data admin_framed(Context& context, std::string_view title,
                  std::string_view here);

// "Saved": shown on the page after a POST, which says `?done=<word>`.
void set_done(Context& context, Data& data, std::string_view word,
              std::string_view sentence);

// The summary on top, each line a link to its field.
void set_errors(Data& data, std::string head,
                const std::vector<store::FieldError>& errors);

// is_available, is_away, is_active, is_disabled.
void set_user_state(Data& data, const store::User& user);
std::string role_of(const store::User& user);  // "Administrator"
// Options of the role box; `user`'s own is chosen.
std::vector<Data> role_options(const store::User& user);
// Takes a role from the form; false when it is none.
bool set_role(store::User& user, std::string_view role);

}  // namespace support::web

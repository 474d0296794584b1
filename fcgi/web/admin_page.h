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

inline constexpr std::string_view kUsers = "/support/admin/users/";
inline constexpr std::string_view kSettings = "/support/admin/settings/";
inline constexpr std::string_view kEmbed = "/support/admin/embed/";
inline constexpr std::string_view kAudit = "/support/admin/audit/";
inline constexpr std::string_view kQuickReplies =
    "/support/agent/quick-replies/";

// framed(), with the Admin Panel's own navigation (by role), its sheet, and no
// message yet.
Data admin_framed(Context& context, std::string_view title,
                  std::string_view here);

// "Saved": shown on the page after a POST, which says `?done=<word>`.
void set_done(Context& context, Data& data, std::string_view word,
              std::string_view sentence);

// The summary on top, each line a link to its field.  `<field>_wrong` is set
// too, for the field itself.
void set_errors(Data& data, std::string head,
                const std::vector<store::FieldError>& errors);

// Where somebody else stored another value than was typed: says which.
void compare(std::vector<store::FieldError>& errors, const char* field,
             const std::string& stored, const std::string& typed);

// is_available, is_away, is_active, is_invited, is_disabled, is_closed_out (no
// password and no link to choose one).
void set_user_state(Context& context, Data& data, const store::User& user);
std::string role_of(const store::User& user);  // "Administrator"
// Options of the role box; `user`'s own is chosen.
std::vector<Data> role_options(const store::User& user);
// Takes a role from the form; false when it is none.
bool set_role(store::User& user, std::string_view role);

// "today 08:58", "yesterday 17:20", "3 Mar", "14 Nov 2025".
std::string when_words(desk::Desk& desk, base::Time time);

// The user's sessions, the newest first; `here` marks the one at hand.  Its
// name in a form is the beginning of its hash.
std::vector<Data> session_rows(Context& context, const store::User& user);
std::string session_name(const store::Session& session);

}  // namespace support::web

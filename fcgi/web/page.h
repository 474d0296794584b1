// What all pages have in common: head, navigation by role, the way out, and
// the page that says why something was refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "web/context.h"
#include "web/view.h"

namespace support::web {

// The places of the navigation that are ours.
inline constexpr std::string_view kMessages = "/support/conversations/";
inline constexpr std::string_view kDashboard = "/support/agent/dashboard/";
inline constexpr std::string_view kAdmin = "/support/admin/";
inline constexpr std::string_view kAccount = "/support/agent/account/";
inline constexpr std::string_view kLogin = "/support/login/";

// Page data with the frame's: title ("(3) Name · BookShop Support"), nav, me,
// csrf.  `current` is the place in the navigation, "" for none; `waiting` the
// number of customers who wait, 0 to leave it out.
Data framed(Context& context, std::string_view title, std::string_view current,
            std::int64_t waiting = 0);

// What a page needs besides the frame's: names of htdocs/static/css/<name>.css
// and js/<name>.js.
void add_assets(Data& data, const std::vector<std::string_view>& sheets,
                const std::vector<std::string_view>& scripts);

// Of a select: value, label, and whether it is the chosen one.
Data option(std::string_view value, std::string label,
            std::string_view chosen);

http::Response show(Context& context, std::string_view page, const Data& data,
                    int status = 200);

// What a person reads about a refusal.
std::string sentence_of(const base::Refusal& refusal);
// Writes to the audit log what security.md 4.9 asks for; most is none of it.
void note_refusal(Context& context, base::Reason reason);

// Whether a program asked rather than a person: the widget's API, and below
// agent/api/ every GET and whoever accepts JSON.
bool answers_json(const http::Request& request);
// A refusal as this request wants it, JSON or a page.  What security.md 4.9
// asks for goes to the audit log, here and in page_refusal.
http::Response refuse(Context& context, const base::Refusal& refusal);

// The machine failed: a page with the text that was typed.
http::Response page_failure(Context& context, int status,
                            std::string_view words);

// A line in the audit log about this request.  With a full disk it goes to
// the log instead, as reading must still be possible.  Throws IoError.
void note_event(Context& context, std::string event, std::string detail = "");

// "/support/conversation/<id>/"
std::string conversation_url(std::string_view id);

}  // namespace support::web

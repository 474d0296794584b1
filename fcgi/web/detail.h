// Conversation Detail: the whole chat, its customer, status and assignment.
#pragma once

#include <optional>
#include <string>

#include "web/context.h"

namespace support::web {

// The page of the conversation in the path; the caller has let staff in.
// Opening it is noted in the audit log, a page's own refresh is not.
http::Response detail(Context& context);

// A form of that page which was not accepted, or which asked for no more than
// the page: what it held is shown again.
struct Again {
  int status = 200;
  std::string headline, words;  // said on top; "" = nothing
  std::string field;            // the id of what has to be mended; "" = none
  bool is_conflict = false;     // somebody was faster
  // The composer; without a key it gets a fresh one.
  std::string text, kind, key, quick;
  // The box "Status"; empty: as the conversation is.
  std::string to_status;
  std::optional<std::string> to_assignee;
  std::string handover;
  std::string tag;  // that was to be added
};
http::Response detail_again(Context& context, const Again& again);

}  // namespace support::web

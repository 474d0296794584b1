// GET /support/conversations/ for staff: Support Messages, its filters (see
// messages_filter.h for the parameters), the list, its pages, and the bar
// that changes many conversations at once.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "store/settings.h"
#include "web/context.h"
#include "web/messages_filter.h"

namespace support::web::messages {

// The form of the bar, as it was sent and refused.
struct BulkForm {
  std::string action, to, tag;
  std::set<std::string> chosen;  // conversations
  std::vector<store::FieldError> errors;
};

// 303 to a URL without empty fields; 422 with a list of what is wrong and the
// list of what is right; `result` tells what a change did (bulk_result.h).
http::Response page(Context& context);

// The page as an answer to a change that was refused.
http::Response page_again(Context& context, const Wish& wish,
                          const BulkForm& bulk, int status);

}  // namespace support::web::messages

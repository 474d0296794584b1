// What a handler gets besides the request: the desk, the person that
// web/routes found (and let in), and the path's variables.
#pragma once

#include <string>
#include <vector>

#include "desk/access.h"
#include "desk/desk.h"
#include "http/request.h"
#include "http/response.h"
#include "store/paths.h"

namespace support::web {

class View;

struct Context {
  desk::Desk& desk;
  View& view;
  http::Request& request;
  desk::Person person;
  std::vector<std::string> variables;  // of the path, in order
  // What web/forms read of the body, so that a refusal can show the text that
  // was typed instead of losing it.
  bool body_read = false;
  std::string typed = {};

  // The conversation named by the path; the route let the person in, so it
  // exists.
  store::ConversationId conversation() const {
    return *store::ConversationId::parse(variables.at(0));
  }
};

using Handler = http::Response (*)(Context&);

// A refusal as the API answers it: status, {"error":{…}}, Retry-After.
http::Response api_refusal(const base::Refusal& refusal);
// A refusal as a page (staff, demo shop), or a 303 to login.
http::Response page_refusal(Context& context, const base::Refusal& refusal);
int status_of(base::Reason reason);
// The sentence that a person reads.
std::string words_of(const base::Refusal& refusal);

// A JSON body, checked: application/json, at most 128 KiB, an object.
std::expected<base::json::Value, base::Refusal> json_body(Context& context);
// A member that must be a text: nothing when it is absent or null, refused
// when it is anything else (never taken for absent).
std::expected<std::optional<std::string>, base::Refusal> text_member(
    const base::json::Value& body, std::string_view name);

}  // namespace support::web

// A customer's rating; see widget.h.

#include "desk/rating.h"
#include "web/widget.h"

namespace support::web::widget {

http::Response rate(Context& context) {
  const auto body = paced_body(context, "rating");
  if (!body) return api_refusal(body.error());
  const auto text = text_member(*body, "text");
  const auto key = text_member(*body, "key");
  for (const auto& member : {text, key}) {
    if (!member) return api_refusal(member.error());
  }
  const base::json::Value* value = body->find("value");
  if (!value || !value->number()) {
    return api_refusal(
        {.reason = base::Reason::bad_request, .detail = "value"});
  }
  const auto done = desk::rate(context.desk, context.person,
                               context.conversation(),
                               {*value->number(), text->value_or("")},
                               key->value_or(""));
  if (!done) return api_refusal(done.error());
  return http::Response::json(200, {{"n", done->n}});
}

}  // namespace support::web::widget

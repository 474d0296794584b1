// The customer API, /support/api/: what the widget talks to.  Every answer is
// JSON and no-store; errors are {"error":{"code","message",…}}.  All but
// config/ have a pace; what design.md names no rate for has one of another:
// reading (but polls) that of polls, seen and typing that of sends.
#pragma once

#include "web/context.h"

namespace support::web::widget {

// Counts one more of `what` for `who`; too_fast when that is over the rate.
std::expected<void, base::Refusal> paced(Context& context,
                                         std::string_view what,
                                         std::string_view who,
                                         const base::Rate& rate);

// The body of a POST, which counts as one of `what`, at the rate of sends.
std::expected<base::json::Value, base::Refusal> paced_body(
    Context& context, std::string_view what);

// GET config/: shop, welcome, online, hours, guests, poll_ms, limits; ask: what
// a guest is asked first, {name, email: no | optional | required, consent: a
// sentence, privacy: a URL}; rating: whether a closed chat asks for one.
http::Response config(Context& context);
// POST conversation/create/ {text?, key, identity?, name?, email?, consent?,
// page?}: 200 {conversation, n, t, messages, cursor, more}; 422 incomplete
// {field} where a guest has not told what is asked.
http::Response create(Context& context);
// GET conversations/: the token's own, newest first, at most 20; `rating` is
// the value of the last one, or null.
http::Response conversations(Context& context);
// GET conversation/<id>/messages/?after=CURSOR | ?before=OFFSET | (none).
http::Response messages(Context& context);
// POST conversation/<id>/send/ {text, key, after?}.
http::Response send(Context& context);
// POST conversation/<id>/upload/, multipart: key, after?, then file.
http::Response upload(Context& context);
// POST conversation/<id>/seen/ {upto}, typing/ {}: 204.
http::Response seen(Context& context);
http::Response typing(Context& context);
// POST conversation/<id>/rating/ {value, text?, key}: {n}.  value 1 to 5, text
// at most 1,000 characters; of a closed conversation that one of us answered
// (else 409), and a later rating of the same takes the place of an earlier.
http::Response rate(Context& context);
// GET conversation/<id>/file/<n>/: {url, expires}, signed for 2 minutes.
http::Response file_url(Context& context);
// GET conversation/<id>/transcript/: text/plain.
http::Response transcript(Context& context);

}  // namespace support::web::widget

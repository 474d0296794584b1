// What a POST from one of our pages must prove before it changes anything
// (security.md 4.3): that it came from a page of ours (Origin, Sec-Fetch-Site,
// Referer), and that this page was made for this very session (a token).
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "store/files.h"
#include "web/context.h"

namespace support::web {

// The token in a form: an HMAC of `secret` under the form key.  `purpose`
// keeps the two kinds apart: "session" (its hash), "login" (the value of the
// cookie that the login page sets before there is a session).
std::string form_token(std::string_view master_key, std::string_view purpose,
                       std::string_view secret);
// The token for this person's session; "" when nobody is signed in.
std::string session_form_token(const Context& context);

// Where a request came from, against the list of our own origins.  Refused as
// csrf; the detail names the origin seen and those allowed.
std::expected<void, base::Refusal> check_origin(
    const http::Request& request, const std::vector<std::string>& origins);

// A form that was read and may be believed.
struct Posted {
  http::Form form;
  std::optional<store::IncomingFile> file;  // of the part named "file"
  std::optional<std::string> bytes;  // of checked_import()
  bool has_unwanted_file = false;  // one came where none is taken
};

// Reads the body: urlencoded, multipart (one file at most, named "file"), or
// a JSON object, whose texts, numbers and truths ("yes", "no") become fields.
// Checks origin and the token, in the field `csrf` or the header
// X-CSRF-Token.  What was typed in `text` stays in context.typed, so that a
// refusal can show it.  Refused: csrf, and what http reading refuses.
std::expected<Posted, base::Refusal> checked_post(Context& context);
// The same, with the part named "file" in `bytes`: a list that is read at once
// and never stored.  Refused as well: too_large, over `most_bytes`.
std::expected<Posted, base::Refusal> checked_import(Context& context,
                                                    std::size_t most_bytes);
// The same without files, of which not a byte is stored, with a token of
// one's own (login).
std::expected<http::Form, base::Refusal> checked_form(
    Context& context, const std::string& token);
std::expected<http::Form, base::Refusal> checked_form(Context& context);

// A fresh sender's key for a form, so that it is written once however often
// it is sent.
std::string fresh_key();

// `next` as it may be followed (^/support/[A-Za-z0-9/_-]*$, no "//"), else
// `otherwise`: never another site (security.md O20).
std::string local_path(std::string_view next, std::string_view otherwise);

// Whether the answer should be JSON: an Accept that names it.
bool wants_json(const http::Request& request);
// A page's own refresh: no activity of its user.
bool is_refresh(const http::Request& request);

}  // namespace support::web

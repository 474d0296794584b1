// The demo shop (demo = yes): a small bookshop with the widget on every page,
// as an integration to copy.  Who is signed in is told to the widget by an
// identity that the page carries, signed as a shop's own server would.
#pragma once

#include "web/context.h"

namespace support::web::shop {

// GET /: 303 to the shop.
http::Response root(Context& context);

// GET /shop/: the shelves.
http::Response home(Context& context);

// GET /shop/book/<slug>/: one book, or 404.
http::Response book(Context& context);

// GET /shop/profile/, orders/, rentals/, addresses/: of whoever is signed in,
// staff too; 303 to the sign-in page for everybody else.
http::Response profile(Context& context);
http::Response orders(Context& context);
http::Response rentals(Context& context);
http::Response addresses(Context& context);

// GET /shop/identity/: {"identity":"<JWT>"}, or null when nobody is signed in.
// The widget asks it when the identity of the page has become too old.
http::Response identity(Context& context);

// GET /shop/sign-in/?next=<path>; 303 when somebody is signed in.
http::Response sign_in_page(Context& context);

// POST /shop/sign-in/ (csrf, login, password, next): 303 with the session's
// cookie; 403 when they do not fit, 429 after too many failures.
http::Response sign_in(Context& context);

// POST /shop/sign-out/ (csrf): 303 to the shop; the browser forgets what the
// widget kept for this person.
http::Response sign_out(Context& context);

}  // namespace support::web::shop

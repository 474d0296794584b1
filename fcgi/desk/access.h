// Who may do what: one question, asked by every route, poll, list and file
// (design.md section 6).  Two kinds of credential never mix: the widget's
// token is asked on the widget's API, the session cookie on staff pages.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/error.h"
#include "desk/desk.h"

namespace support::desk {

// What a route asks for; the access column of web/routes.
enum class Access {
  anyone,
  token,       // the widget's token, known to us or (create) new
  owner,       // the token of the customer whose conversation it is
  signed_in,   // any user's session
  staff,
  admin,
  link_or_staff,  // a signed URL of this very file, or a staff session
};

struct Person {
  // Of the token; customer is "" while the token is unknown to us.
  bool has_token = false;
  std::string token_hash;
  std::string customer;
  bool verified = false;
  // Of the session.
  std::string login;  // "" = nobody is signed in
  std::string session;  // hash of the session's token
  std::uint16_t number = 0;
  bool is_staff = false;
  bool is_admin = false;
  // A URL whose signature for this file holds.
  bool has_link = false;
};

// The person behind a widget token.  Refused: too_fast (too many wrong tokens
// from this address).
std::expected<Person, base::Refusal> person_of_token(Desk& desk,
                                                     std::string_view token,
                                                     std::string_view address);
// Counts a try with a token that opened nothing.
void note_wrong_token(Desk& desk, std::string_view address);

// The person behind a session cookie's value; nobody when it is none, over,
// or the user was disabled or signed out everywhere since.  `counts` says
// whether this request is activity (a page's own refresh is not).
Person person_of_session(Desk& desk, std::string_view token, bool counts);

// May this person do this?  `owner` is the conversation's customer key where
// the route names a conversation, "" where it does not exist or none is named
// (an owner question then ends in not_found).
// Refused: not_signed_in, forbidden, not_found (foreign, unknown and malformed
// alike).
std::expected<void, base::Refusal> may(const Person& person, Access needed,
                                       std::string_view owner);

// The customer key of a conversation; "" when there is no such conversation.
// Kept, as an owner seldom changes (a guest who signs in): `expected` tells
// whom the asker hopes for, and a kept answer that differs is read anew.
std::string owner_of(Desk& desk, std::string_view conversation,
                     std::string_view expected);

}  // namespace support::desk

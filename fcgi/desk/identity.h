// The shop's word for who a customer is: a JWT (RFC 7519, HS256 only) signed
// with a shared key.  The MAC is checked before anything inside is believed.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "store/keys.h"

namespace support::desk {

struct Identity {
  std::string sub;    // 1 to 128 of printable ASCII
  std::string name;   // one line, at most 120 code points
  std::string email;
};

// `audience` is what `aud` must be ("bookshop-support").  Refused:
// identity_invalid (form, alg, kid, MAC, aud, iat over 60 s ahead, exp more
// than 15 min after iat, sub); identity_expired (all holds but exp).
std::expected<Identity, base::Refusal> check_identity(const store::Keys& keys,
                                                      std::string_view jwt,
                                                      base::Time now);
inline constexpr std::string_view kAudience = "bookshop-support";

// What the shop's server does; used by supportctl, the demo shop and tests.
std::string sign_identity(const store::IdentityKey& key,
                          const Identity& identity, base::Time now,
                          base::Seconds lifetime);

// The customer key of a signed customer: a keyed hash, so that data/ does not
// name the shop's ids.
std::string customer_key(const store::Keys& keys, std::string_view sub);

}  // namespace support::desk

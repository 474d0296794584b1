// JWT, HS256 only (RFC 7515, RFC 7519); see identity.h.

#include "desk/identity.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"

namespace support::desk {

namespace {

constexpr std::size_t kLongestJwt = 4096;
constexpr base::Seconds kAhead{60};
constexpr base::Seconds kLongestLife{15 * 60};
// A shop's clock and ours may differ by this much at the end of its life.
constexpr base::Seconds kLeeway{5};

std::unexpected<base::Refusal> invalid(std::string what) {
  return std::unexpected(base::Refusal{.reason = base::Reason::identity_invalid,
                                       .detail = std::move(what)});
}

struct Parts {
  std::string_view header, payload, signature;
  std::string_view is_signed;  // header.payload
};

std::optional<Parts> parts_of(std::string_view jwt) {
  if (jwt.size() > kLongestJwt) return std::nullopt;
  const auto parts = base::split(jwt, '.');
  if (parts.size() != 3) return std::nullopt;
  return Parts{parts[0], parts[1], parts[2],
               jwt.substr(0, parts[0].size() + 1 + parts[1].size())};
}

// The kid stands before the MAC, so it is read only to choose the key.
std::optional<base::json::Value> decoded(std::string_view part) {
  const auto bytes = base::crypto::from_base64url(part);
  if (!bytes) return std::nullopt;
  auto value = base::json::parse(*bytes);
  if (!value || !value->object()) return std::nullopt;
  return *value;
}

bool is_sub(std::string_view sub) {
  return !sub.empty() && sub.size() <= 128 &&
         std::ranges::all_of(sub, [](char c) { return c > ' ' && c < 0x7f; });
}

bool names_audience(const base::json::Value& claims) {
  const base::json::Value* aud = claims.find("aud");
  if (!aud) return false;
  if (aud->string()) return *aud->string() == kAudience;
  if (!aud->array()) return false;
  return std::ranges::any_of(*aud->array(), [](const base::json::Value& one) {
    return one.string() && *one.string() == kAudience;
  });
}

}  // namespace

std::expected<Identity, base::Refusal> check_identity(const store::Keys& keys,
                                                      std::string_view jwt,
                                                      base::Time now) {
  const auto parts = parts_of(jwt);
  if (!parts) return invalid("not a JWT of three parts");
  const auto header = decoded(parts->header);
  if (!header) return invalid("header");
  if (header->text("alg") != "HS256") return invalid("alg must be HS256");
  const auto key = keys.identity.find(header->text("kid"));
  if (key == keys.identity.end()) return invalid("kid is not known");
  const auto mac = base::crypto::from_base64url(parts->signature);
  const std::string expected =
      base::crypto::hmac_sha256(key->second.secret, parts->is_signed);
  if (!mac || !base::crypto::equal(*mac, expected)) return invalid("signature");

  const auto claims = decoded(parts->payload);
  if (!claims) return invalid("payload");
  if (!names_audience(*claims)) return invalid("aud must be bookshop-support");
  const std::string sub = claims->text("sub");
  if (!is_sub(sub)) return invalid("sub");
  const base::json::Value* iat = claims->find("iat");
  const base::json::Value* exp = claims->find("exp");
  if (!iat || !iat->number() || !exp || !exp->number()) {
    return invalid("iat and exp must be numbers");
  }
  const std::int64_t now_s =
      std::chrono::floor<base::Seconds>(now).time_since_epoch().count();
  if (*iat->number() > now_s + kAhead.count()) return invalid("iat is ahead");
  // A negative one would make the difference below overflow.
  if (*iat->number() < 0 || *exp->number() <= *iat->number() ||
      *exp->number() - *iat->number() > kLongestLife.count()) {
    return invalid("exp must be at most 15 minutes after iat");
  }
  if (now_s > *exp->number() + kLeeway.count()) {
    return std::unexpected(
        base::Refusal{.reason = base::Reason::identity_expired});
  }
  return Identity{sub,
                  base::shortened(base::one_line(claims->text("name")), 120),
                  base::shortened(base::one_line(claims->text("email")), 254)};
}

std::string sign_identity(const store::IdentityKey& key,
                          const Identity& identity, base::Time now,
                          base::Seconds lifetime) {
  const std::int64_t iat =
      std::chrono::floor<base::Seconds>(now).time_since_epoch().count();
  const std::string header = base::json::write(base::json::Object{
      {"alg", "HS256"}, {"typ", "JWT"}, {"kid", key.kid}});
  const std::string payload = base::json::write(
      base::json::Object{{"sub", identity.sub},
                         {"name", identity.name},
                         {"email", identity.email},
                         {"iat", iat},
                         {"exp", iat + lifetime.count()},
                         {"aud", kAudience}});
  const std::string is_signed = base::crypto::base64url(header) + "." +
                                base::crypto::base64url(payload);
  return is_signed + "." +
         base::crypto::base64url(
             base::crypto::hmac_sha256(key.secret, is_signed));
}

std::string customer_key(const store::Keys& keys, std::string_view sub) {
  const std::string key =
      base::crypto::subkey(keys.master, store::kCustomerKey);
  return base::crypto::keyed_hash_hex(key, sub, 16);
}

}  // namespace support::desk

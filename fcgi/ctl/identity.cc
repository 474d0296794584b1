// supportctl identity key | keys | sign
#include "desk/identity.h"

#include <chrono>
#include <filesystem>
#include <ostream>

#include "base/crypto.h"
#include "base/text.h"
#include "ctl/arguments.h"
#include "store/keys.h"
#include "store/version.h"

namespace support::ctl {
namespace {

store::Keys keys_of(const Place& place) {
  if (!std::filesystem::exists(place.config.keys_file)) {
    throw Failure(kNoInput, place.config.keys_file.string() +
                                ": no such file; 'supportctl identity key "
                                "KID' makes it");
  }
  return store::load_keys(place.config.keys_file);
}

bool is_kid(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz"
                                "0123456789_-") == std::string_view::npos;
}

int make_key(Place& place, const Words& words) {
  const std::string kid = Arguments(words, {}, {}).plain(1)[0];
  if (!is_kid(kid)) {
    throw Failure(kBadData, "a kid is 1 to 32 of A-Z a-z 0-9 _ -");
  }
  store::prepare_data(place.paths, place.config.data_group);
  if (store::load_or_make_keys(place.config.keys_file).identity.contains(kid)) {
    throw Failure(kBadData, "there is a key " + kid +
                                " already; a new one takes a new kid");
  }
  const store::IdentityKey key = store::add_identity_key(
      place.config.keys_file, kid, place.clock.now());
  tell_audit(place, "crypt_key_created", kid);
  place.err << "key " << kid << " made; give this line to the shop's server "
            << "and nobody else.\nA running supportd learns it by kill -HUP.\n";
  place.out << base::crypto::base64url(key.secret) << '\n';
  return kOk;
}

std::string age_of(base::Time created, base::Time now) {
  const auto days = std::chrono::floor<base::Days>(now - created).count();
  return std::to_string(days) + (days == 1 ? " day" : " days");
}

int list_keys(Place& place, const Words& words) {
  Arguments(words, {}, {}).plain(0);
  for (const auto& [kid, key] : keys_of(place).identity) {
    place.out << kid << "  made " << base::iso(key.created) << "  "
              << age_of(key.created, place.clock.now()) << " old\n";
  }
  return kOk;
}

base::Seconds lifetime_of(const Arguments& arguments) {
  const auto seconds =
      base::to_number(arguments.value_or("--lifetime", "600"));
  if (!seconds || *seconds < 1 || *seconds > 900) {
    throw Failure(kUsage, "--lifetime is 1 to 900 seconds");
  }
  return base::Seconds(*seconds);
}

int sign(Place& place, const Words& words) {
  const Arguments arguments(
      words, {"--sub", "--name", "--email", "--lifetime"}, {});
  const std::string kid = arguments.plain(1)[0];
  desk::Identity who;
  who.sub = arguments.value_or("--sub", "");
  who.name = arguments.value_or("--name", "");
  who.email = arguments.value_or("--email", "");
  if (who.sub.empty()) throw Failure(kUsage, "--sub is missing");
  const base::Seconds lifetime = lifetime_of(arguments);
  const store::Keys keys = keys_of(place);
  const auto key = keys.identity.find(kid);
  if (key == keys.identity.end()) {
    throw Failure(kNoInput, "no key " + printable(kid));
  }
  const base::Time now = place.clock.now();
  const std::string jwt =
      desk::sign_identity(key->second, who, now, lifetime);
  // What the widget's side would refuse is of no use to anybody.
  if (!desk::check_identity(keys, jwt, now)) {
    throw Failure(kBadData, "sub, name or e-mail is not of the form that "
                            "bookshop-support(7) describes");
  }
  tell_audit(place, "authn_token_created", kid);
  place.out << jwt << '\n';
  return kOk;
}

}  // namespace

int identity(Place& place, const Words& words) {
  if (words.empty()) throw Failure(kUsage, "identity: key, keys or sign?");
  const Words rest(words.begin() + 1, words.end());
  if (words[0] == "key") return make_key(place, rest);
  if (words[0] == "keys") return list_keys(place, rest);
  if (words[0] == "sign") return sign(place, rest);
  throw Failure(kUsage, "identity: unknown word " + printable(words[0]));
}

}  // namespace support::ctl

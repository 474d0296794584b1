// keys_file: the master key and the shop's identity keys by kid.  0600,
// outside data/, made and rotated by supportctl; a file that others may read
// is refused.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/file.h"

namespace support::store {

struct IdentityKey {
  std::string kid;     // 1 to 32 of [A-Za-z0-9_-]
  std::string secret;  // 32 bytes
  base::Time created{};
};

struct Keys {
  std::string master;  // 32 bytes
  std::map<std::string, IdentityKey, std::less<>> identity;  // by kid
};

// Purposes of base::crypto::subkey(master, …).
inline constexpr std::uint64_t kCustomerKey = 1;   // hash of `sub`
inline constexpr std::uint64_t kFormKey = 2;       // CSRF
inline constexpr std::uint64_t kFileUrlKey = 3;    // signed file URLs

// Throws std::runtime_error with a sentence (which holds no key): missing,
// readable by group or others, no regular file, malformed; IoError.
Keys load_keys(const base::Path& file);
// Makes the file with a fresh master key when it is missing.
Keys load_or_make_keys(const base::Path& file);
// Adds a key under `kid`; what was there stays valid (rotation).  Throws
// std::runtime_error as well for a kid that is malformed or there already.
IdentityKey add_identity_key(const base::Path& file, std::string_view kid,
                             base::Time now);

}  // namespace support::store

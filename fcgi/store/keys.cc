#include "store/keys.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"
#include "store/whole_file.h"

namespace support::store {
namespace {

using base::Path;

constexpr std::size_t kKeyBytes = 32;
constexpr int kLockWaitMs = 2000;

bool is_kid(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, fits);
}

[[noreturn]] void fail(const Path& file, const std::string& sentence) {
  throw std::runtime_error(file.string() + ": " + sentence);
}

// What reaches a message is the place, never a key.
std::string key_in(const Path& file, const std::string& text) {
  const auto bytes = base::crypto::from_base64url(text);
  if (!bytes || bytes->size() != kKeyBytes)
    fail(file, "a key is not 32 bytes of base64url");
  return *bytes;
}

// False when missing.
bool is_private(const Path& file) {
  struct stat status;
  if (::lstat(file.c_str(), &status) != 0) {
    if (errno == ENOENT) return false;
    throw base::IoError(file.string(), "stat", errno);
  }
  if (!S_ISREG(status.st_mode)) fail(file, "is no regular file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    fail(file, "group or others may read it; use chmod 600");
  return true;
}

IdentityKey identity_in(const Path& file, const base::json::Value& value) {
  IdentityKey key;
  key.kid = value.text("kid");
  if (!is_kid(key.kid)) fail(file, "an identity key has no proper kid");
  key.secret = key_in(file, value.text("secret"));
  const auto created = base::from_iso(value.text("created"));
  if (!created) fail(file, "identity key " + key.kid + " has no time");
  key.created = *created;
  return key;
}

std::optional<Keys> read_keys(const Path& file) {
  if (!is_private(file)) return std::nullopt;
  const auto fields = read_fields(file);
  if (!fields) return std::nullopt;
  Keys keys;
  keys.master = key_in(file, fields->text("master"));
  const base::json::Value* list = base::json::find(fields->object(),
                                                   "identity");
  if (!list || !list->array()) fail(file, "has no list of identity keys");
  for (const base::json::Value& one : *list->array()) {
    IdentityKey key = identity_in(file, one);
    const std::string kid = key.kid;
    if (!keys.identity.emplace(kid, std::move(key)).second)
      fail(file, "identity key " + kid + " stands there twice");
  }
  return keys;
}

void write_keys(const Path& file, const Keys& keys) {
  base::json::Array identity;
  for (const auto& [kid, key] : keys.identity)
    identity.push_back(base::json::Object{
        {"kid", kid},
        {"secret", base::crypto::base64url(key.secret)},
        {"created", base::iso(key.created)}});
  const std::string lines =
      in_lines({{"master", base::crypto::base64url(keys.master)},
                {"identity", std::move(identity)}});
  base::replace_file(file, lines, 0600);
}

base::FileLock lock_of(const Path& file) {
  base::make_directories(file.parent_path(), 0700);
  auto lock = base::FileLock::take(file.string() + ".lock", kLockWaitMs);
  if (!lock) fail(file, "is being changed by another program");
  return std::move(*lock);
}

}  // namespace

Keys load_keys(const Path& file) {
  auto keys = read_keys(file);
  if (!keys) fail(file, "is missing; `supportctl identity key` makes it");
  return std::move(*keys);
}

Keys load_or_make_keys(const Path& file) {
  if (auto keys = read_keys(file)) return std::move(*keys);
  const base::FileLock lock = lock_of(file);
  if (auto keys = read_keys(file)) return std::move(*keys);
  Keys keys;
  keys.master = base::crypto::random_bytes(kKeyBytes);
  write_keys(file, keys);
  return keys;
}

IdentityKey add_identity_key(const Path& file, std::string_view kid,
                             base::Time now) {
  if (!is_kid(kid))
    throw std::runtime_error("a kid has 1 to 32 of letters, digits, _ and -");
  const base::FileLock lock = lock_of(file);
  Keys keys = load_keys(file);
  IdentityKey key{std::string(kid), base::crypto::random_bytes(kKeyBytes),
                  now};
  if (!keys.identity.emplace(kid, key).second)
    fail(file, "identity key " + key.kid + " is there already");
  write_keys(file, keys);
  return key;
}

}  // namespace support::store

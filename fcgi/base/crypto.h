// The few cryptographic words we use; libsodium behind them.  start() must
// have been called once in the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace support::base::crypto {

void start();

std::string random_bytes(std::size_t count);
// Characters of Crockford's base 32 (0-9 A-Z without I L O U), 5 bits each.
std::string random_base32(std::size_t count);
// 256 bits as 43 characters of base64url.
std::string random_token();

// Unkeyed BLAKE2b-256, in hex (64 characters): how a token is named on disk.
std::string blake2b_hex(std::string_view bytes);
// BLAKE2b keyed, in hex of `bytes_out` bytes (16 to 64).
std::string keyed_hash_hex(std::string_view key, std::string_view bytes,
                           std::size_t bytes_out);
// 64 bits, for hash tables shared by processes; keyed so that nobody chooses
// collisions.  `key` has 16 bytes.
std::uint64_t short_hash(std::string_view key, std::string_view bytes);

std::string hmac_sha256(std::string_view key, std::string_view bytes);
// Constant time for equal lengths.
bool equal(std::string_view a, std::string_view b);
// A key of 32 bytes for one purpose, from the master key (32 bytes).
std::string subkey(std::string_view master, std::uint64_t purpose);

std::string base64url(std::string_view bytes);  // without padding
std::optional<std::string> from_base64url(std::string_view text);
std::string base64(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);

// Argon2id, 64 MiB and 3 passes (security.md O8); floor for tests: `cheap`.
enum class Cost { normal, cheap };
std::string hash_password(std::string_view password, Cost cost);
bool password_matches(const std::string& hash, std::string_view password);
bool needs_rehash(const std::string& hash, Cost cost);

// SHA-256 of what is added, in hex.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::string_view bytes);
  std::string hex();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace support::base::crypto

#include "base/crypto.h"

#include <sodium.h>

#include <cassert>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace support::base::crypto {
namespace {

const unsigned char* in(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* out(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

std::string in_base64(std::string_view bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), in(bytes), bytes.size(), variant);
  text.pop_back();  // sodium counts the NUL at the end
  return text;
}

std::string blake2b(std::string_view key, std::string_view bytes,
                    std::size_t bytes_out) {
  std::string hash(bytes_out, '\0');
  crypto_generichash(out(hash), hash.size(), in(bytes), bytes.size(),
                     key.empty() ? nullptr : in(key), key.size());
  return hash;
}

struct PasswordCost {
  unsigned long long passes;
  std::size_t bytes;
};

PasswordCost in_numbers(Cost cost) {
  if (cost == Cost::cheap)
    return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};
  return {3, std::size_t{64} * 1024 * 1024};
}

}  // namespace

void start() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string random_base32(std::size_t count) {
  constexpr char kDigits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string text = random_bytes(count);
  for (char& c : text) c = kDigits[c & 31];
  return text;
}

std::string random_token() { return base64url(random_bytes(32)); }

std::string blake2b_hex(std::string_view bytes) {
  return hex(blake2b({}, bytes, 32));
}

std::string keyed_hash_hex(std::string_view key, std::string_view bytes,
                           std::size_t bytes_out) {
  assert(key.size() >= crypto_generichash_KEYBYTES_MIN &&
         key.size() <= crypto_generichash_KEYBYTES_MAX);
  assert(bytes_out >= crypto_generichash_BYTES_MIN &&
         bytes_out <= crypto_generichash_BYTES_MAX);
  return hex(blake2b(key, bytes, bytes_out));
}

std::uint64_t short_hash(std::string_view key, std::string_view bytes) {
  assert(key.size() == crypto_shorthash_KEYBYTES);
  unsigned char hash[crypto_shorthash_BYTES];
  crypto_shorthash(hash, in(bytes), bytes.size(), in(key));
  std::uint64_t number;
  static_assert(sizeof number == sizeof hash);
  std::memcpy(&number, hash, sizeof number);
  return number;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  // Init and final, because the one-shot call takes keys of 32 bytes only.
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, in(key), key.size());
  crypto_auth_hmacsha256_update(&state, in(bytes), bytes.size());
  std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, out(mac));
  return mac;
}

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string subkey(std::string_view master, std::uint64_t purpose) {
  assert(master.size() == crypto_kdf_KEYBYTES);
  std::string key(32, '\0');
  constexpr char kContext[crypto_kdf_CONTEXTBYTES + 1] = "bookshop";
  crypto_kdf_derive_from_key(out(key), key.size(), purpose, kContext,
                             in(master));
  return key;
}

std::string base64url(std::string_view bytes) {
  return in_base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t count = 0;
  // Without an end pointer sodium refuses what it cannot read to the end, and
  // bits that are left over, so no two texts stand for the same bytes.
  if (sodium_base642bin(out(bytes), bytes.size(), text.data(), text.size(),
                        nullptr, &count, nullptr,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    return {};
  bytes.resize(count);
  return bytes;
}

std::string base64(std::string_view bytes) {
  return in_base64(bytes, sodium_base64_VARIANT_ORIGINAL);
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string bytes(text.size() / 2, '\0');
  std::size_t count = 0;
  if (sodium_hex2bin(out(bytes), bytes.size(), text.data(), text.size(),
                     nullptr, &count, nullptr) != 0)
    return {};
  return bytes;
}

std::string hash_password(std::string_view password, Cost cost) {
  const auto [passes, memory] = in_numbers(cost);
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(hash, password.data(), password.size(), passes,
                        memory) != 0)
    throw IoError("password", "hash", ENOMEM);
  return hash;
}

bool password_matches(const std::string& hash, std::string_view password) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(),
                                  password.size()) == 0;
}

bool needs_rehash(const std::string& hash, Cost cost) {
  const auto [passes, memory] = in_numbers(cost);
  return crypto_pwhash_str_needs_rehash(hash.c_str(), passes, memory) != 0;
}

struct Sha256::State {
  crypto_hash_sha256_state sodium;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  crypto_hash_sha256_init(&state_->sodium);
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&state_->sodium, in(bytes), bytes.size());
}

std::string Sha256::hex() {
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state_->sodium, out(hash));
  return base::hex(hash);
}

}  // namespace support::base::crypto

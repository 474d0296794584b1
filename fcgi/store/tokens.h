// The widget's credentials.  A token is drawn by the widget and known here
// only by its BLAKE2b hash; it ends 180 days after its last send.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "store/paths.h"

namespace support::store {

inline constexpr base::Days kTokenLife{180};

struct Token {
  std::string customer;
  bool verified = false;  // the customer came with the shop's signature
  base::Time issued{};
  base::Time last_send{};  // kept to the day, so that a send seldom writes it
  bool revoked = false;    // once and for all
};

// 43 characters of base64url (256 bits).
bool is_token(std::string_view text);
std::string token_hash(std::string_view token);
// 64 hex digits, as token_hash gives.
bool is_token_hash(std::string_view text);

class Tokens {
 public:
  explicit Tokens(Paths paths) : paths_(std::move(paths)) {}

  // Nothing when unknown, revoked or ended.  Keeps what it read, and trusts
  // it as long as one stat says that the file is the same (at most 10,000
  // kept).  Throws std::runtime_error naming a file that is damaged.
  std::optional<Token> find(std::string_view hash, base::Time now);
  // True when it was known, and is revoked or over: it never opens anything
  // again, while a hash that is unknown may still be saved.
  bool has_ended(std::string_view hash, base::Time now);
  // Creates or replaces; on disk when it returns.  What is revoked stays
  // revoked, whatever `token` says.  Throws IoError; EAGAIN when the lock was
  // not to be had within 2 s.
  void save(std::string_view hash, const Token& token);
  // The hashes of these customers' tokens, whatever became of them.  Reads all
  // there are: for a sysadmin's command.
  std::vector<std::string> of(const std::set<std::string>& customers) const;
  // It opens nothing again; on disk when it returns.  Throw as save() does.
  void revoke(std::string_view hash);
  // Unlinks it, in the end of an erasure.
  void remove(std::string_view hash);
  // Moves last_send to today.  Left to the next send while the disk is full
  // or another process holds the lock: no send fails because of it.
  void note_send(std::string_view hash, base::Time now);

 private:
  struct Kept {
    base::Stamp stamp;
    Token token;
  };
  Paths paths_;
  std::unordered_map<std::string, Kept> kept_;
};

}  // namespace support::store

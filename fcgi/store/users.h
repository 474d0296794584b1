// Users: users/<login>.json, whole files with a rev.  Staff have an agent
// profile.  A user is never deleted, so that old records keep their names.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/paths.h"

namespace support::store {

struct User {
  std::string login;
  std::string name;           // full name
  std::string display_name;   // what customers see; "" = name
  std::string email;
  std::string password_hash;  // Argon2id; "" = cannot sign in
  bool is_staff = false;
  bool is_admin = false;      // implies is_staff
  bool active = true;
  bool available = true;      // agents: takes new conversations
  int most_chats = 6;         // agents: at once
  std::uint16_t number = 0;   // unique, from 1; stands in presence slots
  std::int64_t session_epoch = 0;  // raised: every session of theirs is over
  base::Time created{};
  // An invitation that was not taken up: BLAKE2b of its code, and its end.
  std::string invite_hash;
  base::Time invite_until{};
  std::int64_t rev = 0;

  const std::string& shown_name() const {
    return display_name.empty() ? name : display_name;
  }
};

class Users {
 public:
  explicit Users(Paths paths) : paths_(std::move(paths)) {}

  // Nothing when unknown, or when the file is damaged: that is logged once and
  // shuts out this user alone, not everybody who reads an old answer of
  // theirs.  One stat proves what was read before unchanged.  Throws IoError.
  std::optional<User> find(std::string_view login);
  std::vector<User> all();  // by login
  std::optional<User> by_number(std::uint16_t number);
  // find() for those who check: throws std::runtime_error naming a damaged
  // file.  Keeps nothing.
  std::optional<User> read(std::string_view login) const;

  // Adds; draws number, and so throws when any user's file is damaged.
  // Refused: conflict (login taken), bad_request (detail: which field), busy,
  // storage_latched.
  std::expected<User, base::Refusal> add(User user);
  // Replaces if user.rev is still the stored one (else conflict); rev + 1
  // comes back.  login, number and created never change.  5 old revisions are
  // kept in users/old/.  Refused as in add().
  std::expected<User, base::Refusal> save(User user);
  // The same for those who could lock everybody out: refused as forbidden
  // when no other admin may sign in and this one may no longer.
  std::expected<User, base::Refusal> save_leaving_an_admin(User user);

 private:
  struct Kept {
    base::Stamp stamp;
    std::optional<User> user;  // nothing: damaged
  };
  std::expected<User, base::Refusal> replace(User user, bool leaving_an_admin);
  bool is_last_admin(const User& user);

  Paths paths_;
  std::map<std::string, Kept, std::less<>> kept_;
};

}  // namespace support::store

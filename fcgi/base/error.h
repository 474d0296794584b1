// The two ways in which something is not done: refused by a rule (a value,
// std::expected<T, Refusal>), or the machine failed (thrown, IoError).
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace support::base {

// The machine failed.  what() is "file: action: errno's text" and never holds
// a customer's words.
class IoError : public std::runtime_error {
 public:
  IoError(const std::string& file, const std::string& action, int error);

  int error() const { return error_; }
  // No room: ENOSPC, EDQUOT, EFBIG.  Goes away by itself; nothing latches.
  bool is_full() const;
  // EIO: what the disk holds is unknown from here on; see store/latch.h.
  bool is_broken() const;

 private:
  int error_;
};

// Why a rule refused.  `web` alone turns a reason into a status and words.
enum class Reason {
  bad_request,          // malformed: a wrong type, a missing field
  empty,                // a text that must say something is empty
  too_long,             // text or line over `limit`
  too_large,            // file or body over `limit` bytes
  bad_type,             // a file that is none of the allowed types
  not_found,            // absent or somebody else's: never told apart
  gone,                 // was there, has been erased
  not_signed_in,        // no valid session or token
  forbidden,            // signed in, but not allowed
  identity_invalid,     // the shop's signature does not hold
  identity_expired,     // the shop's signature held, but is too old
  guests_not_allowed,
  incomplete,           // what a guest must tell first; `detail` is the field
  csrf,                 // wrong or missing form token, or not our page
  foreign_origin,       // a write from a page that may not use the API
  key_conflict,         // this key was used for another text
  conversation_full,    // the conversation is over its size limit
  conflict,             // someone else changed it first (a stale rev)
  too_fast,             // rate limit; `retry_after` says when
  busy,                 // a lock was not to be had in time
  storage_latched,      // the disk failed; writes wait for a sysadmin
};

struct Refusal {
  Reason reason;
  std::int64_t limit = 0;        // what was exceeded, in the reason's unit
  std::int64_t retry_after_s = 0;
  // What was wrong, for a developer: names a field, never quotes its value.
  std::string detail = {};
};

}  // namespace support::base

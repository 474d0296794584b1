// What a customer thought of an answer: 1 to 5, with a comment if they like.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "desk/access.h"
#include "store/conversations.h"

namespace support::desk {

inline constexpr std::int64_t kBestRating = 5;
inline constexpr std::size_t kLongestComment = 1000;  // code points

struct Rating {
  std::int64_t value = 0;  // 1 to 5; 4 and 5 are positive
  std::string comment;     // "" = none
};

// A rating is of the last cycle, and is taken while that is closed and one of
// us has answered in it.  A second one for the same cycle takes the place of
// the first: a star is often chosen before there are words for it.
// Refused: bad_request (value, key, NUL), too_long, conflict (not closed, or
// nobody answered), key_conflict, and what append refuses.
std::expected<store::Appended, base::Refusal> rate(
    Desk& desk, const Person& person, const store::ConversationId& id,
    Rating rating, std::string key);

}  // namespace support::desk

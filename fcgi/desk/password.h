// What a password must be (ASVS 5.0 6.2.1 to 6.2.12): 15 to 256 characters of
// any kind, none of the common ones, and not mostly made of words that anybody
// would try here: the login, the person's name, the shop's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace support::desk {

inline constexpr std::size_t kMinPassword = 15;
inline constexpr std::size_t kMaxPassword = 256;

// What is wrong with it, as a sentence that does not quote it; nothing when it
// will do.  `context`: the user's login, name, e-mail, the shop's name.
std::optional<std::string> password_fault(
    std::string_view password, const std::vector<std::string>& context);

// One that nobody guesses: 100 random bits in five groups,
// "K7Q2-M8XW-4TB3-N9RD-5VHJ".
std::string random_password();

}  // namespace support::desk

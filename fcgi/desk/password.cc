#include "desk/password.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/crypto.h"
#include "base/text.h"

namespace support::desk {
namespace {

// Lower case, letters and digits alone.  Shorter common ones are too short
// anyway, or caught as a piece that repeats.
constexpr std::array<std::string_view, 22> kCommon = {
    "123456789012345", "1234567890123456", "123456789123456789",
    "12345678910111213", "1q2w3e4r5t6y7u8i", "1qaz2wsx3edc4rfv",
    "qazwsxedcrfvtgb", "qwertyuiopasdfghjkl", "qwertyuiopasdfgh",
    "qwertyuiop12345", "qwertyuiop123456", "qwerty123456789",
    "abcdefghijklmnop", "abcdefghijklmnopqrstuvwxyz", "passwordpassword1",
    "password12345678", "password123456789", "correcthorsebatterystaple",
    "iloveyouforever", "thequickbrownfox", "administrator123",
    "letmeinletmein1"};

// Words that anybody would try at this door.
constexpr std::array<std::string_view, 9> kHouse = {
    "bookshop", "support", "password", "administrator", "admin",
    "welcome",  "secret",  "letmein",  "changeme"};

constexpr std::size_t kOwnLetters = 8;  // what must be left beside them

std::string plain_of(std::string_view text) {
  std::string plain;
  for (const char c : base::lower_ascii(text)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c & 0x80) != 0;
    if (letter || (c >= '0' && c <= '9')) plain += c;
  }
  return plain;
}

// "abcabcabc" is a piece of three characters, repeated.
bool repeats_a_piece(const std::string& text) {
  for (std::size_t piece = 1; piece <= text.size() / 2; ++piece) {
    if (text.compare(piece, std::string::npos, text, 0, text.size() - piece) ==
        0) {
      return true;
    }
  }
  return false;
}

void take_out(std::string& text, std::string_view word) {
  if (word.size() < 3) return;
  for (auto at = text.find(word); at != std::string::npos;
       at = text.find(word)) {
    text.erase(at, word.size());
  }
}

bool is_mostly_context(std::string plain,
                       const std::vector<std::string>& context) {
  const std::size_t whole = plain.size();
  for (const std::string& words : context) {
    std::string word;
    for (const char c : base::lower_ascii(words) + ' ') {
      const std::string letter = plain_of(std::string_view(&c, 1));
      word += letter;
      if (!letter.empty()) continue;
      take_out(plain, word);
      word.clear();
    }
  }
  for (const std::string_view word : kHouse) take_out(plain, word);
  return plain.size() < whole && plain.size() < kOwnLetters;
}

}  // namespace

std::optional<std::string> password_fault(
    std::string_view password, const std::vector<std::string>& context) {
  if (!base::is_utf8(password) || base::has_nul(password)) {
    return "The password is not valid UTF-8 text.";
  }
  const std::size_t length = base::code_points(password);
  if (length < kMinPassword) {
    return "The password needs at least 15 characters; a short sentence does.";
  }
  if (length > kMaxPassword) return "The password is over 256 characters.";
  const std::string plain = plain_of(password);
  const std::set<char> distinct(password.begin(), password.end());
  if (distinct.size() < 5 || repeats_a_piece(std::string(password)) ||
      std::ranges::find(kCommon, plain) != kCommon.end()) {
    return "The password is one of the first that anybody would try.";
  }
  if (is_mostly_context(plain, context)) {
    return "The password is mostly made of names that belong to this place.";
  }
  return std::nullopt;
}

std::string random_password() {
  const std::string letters = base::crypto::random_base32(20);
  std::string grouped;
  for (std::size_t at = 0; at < letters.size(); at += 4) {
    if (at > 0) grouped += '-';
    grouped += letters.substr(at, 4);
  }
  return grouped;
}

}  // namespace support::desk

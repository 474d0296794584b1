// The names of all files; see paths.h and support-data(5).

#include "store/paths.h"

#include <algorithm>
#include <initializer_list>

#include "base/crypto.h"
#include "base/text.h"

namespace support::store {

namespace {

constexpr std::size_t kDayLength = 8;
constexpr std::size_t kRandomLength = 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// Crockford's alphabet: no I, L, O, U.
bool is_base32(char c) {
  return is_digit(c) ||
         (is_upper(c) && c != 'I' && c != 'L' && c != 'O' && c != 'U');
}

bool is_day(std::string_view text) {
  if (text.size() != kDayLength || !std::ranges::all_of(text, is_digit)) {
    return false;
  }
  const std::string_view month = text.substr(4, 2), day = text.substr(6, 2);
  return month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

// Joined as text and made a path once: a path takes itself apart into its
// names whenever it grows, and each poll asks for two of them.
base::Path under(const base::Path& root,
                 std::initializer_list<std::string_view> names) {
  std::string text = root.native();
  for (const std::string_view name : names) (text += '/') += name;
  return text;
}

// The first two characters as a folder, so that none grows too large.
base::Path spread(const base::Path& root, std::string_view folder,
                  std::string_view name, std::string_view ending) {
  return under(root, {folder, name.substr(0, 2),
                      std::string(name).append(ending)});
}

}  // namespace

std::optional<ConversationId> ConversationId::parse(std::string_view text) {
  if (text.size() != kDayLength + 1 + kRandomLength ||
      text[kDayLength] != '-' || !is_day(text.substr(0, kDayLength)) ||
      !std::ranges::all_of(text.substr(kDayLength + 1), is_base32)) {
    return std::nullopt;
  }
  return ConversationId(std::string(text));
}

ConversationId ConversationId::make(base::Time now) {
  return ConversationId(base::iso_day(now) + "-" +
                        base::crypto::random_base32(kRandomLength));
}

bool is_customer_key(std::string_view text) {
  return text.size() == 32 && std::ranges::all_of(text, is_hex);
}

bool is_login(std::string_view text) {
  const auto fits = [](char c) {
    return is_lower(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 40 &&
         (is_lower(text[0]) || is_digit(text[0])) &&
         std::ranges::all_of(text, fits) &&
         text.find("..") == std::string_view::npos;
}

bool is_message_key(std::string_view text) {
  const auto fits = [](char c) {
    return is_lower(c) || is_upper(c) || is_digit(c) || c == '_' || c == '-';
  };
  return text.size() >= 8 && text.size() <= 40 &&
         std::ranges::all_of(text, fits);
}

// By day: 2026/11/22.
base::Path Paths::conversation(const ConversationId& id) const {
  const std::string_view day = id.day();
  return under(data_, {"conversations", day.substr(0, 4), day.substr(4, 2),
                       day.substr(6, 2), id.text() + ".jsonl"});
}

base::Path Paths::files_of(const ConversationId& id) const {
  const std::string_view day = id.day();
  return under(data_, {"files", day.substr(0, 4), day.substr(4, 2),
                       day.substr(6, 2), id.text()});
}

base::Path Paths::file(const ConversationId& id, std::uint64_t n,
                       std::string_view sha256) const {
  return files_of(id) / (std::to_string(n) + "-" + std::string(sha256));
}

base::Path Paths::customer(std::string_view key) const {
  return spread(data_, "customers", key, ".jsonl");
}

base::Path Paths::token(std::string_view token_hash) const {
  return spread(data_, "tokens", token_hash, ".json");
}

base::Path Paths::user(std::string_view login) const {
  return users() / (std::string(login) + ".json");
}

base::Path Paths::session(std::string_view token_hash) const {
  return sessions() / (std::string(token_hash) + ".json");
}

base::Path Paths::last_seen(std::string_view login) const {
  return sessions() / (std::string(login) + ".seen");
}

base::Path Paths::journal(base::Time now) const {
  return journals() / (base::iso_day(now) + ".log");
}

base::Path Paths::audit(base::Time now) const {
  return audits() / (base::iso_day(now) + ".jsonl");
}

}  // namespace support::store

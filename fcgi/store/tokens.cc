#include "store/tokens.h"

#include <algorithm>
#include <cerrno>

#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"
#include "store/folder.h"
#include "store/latch.h"
#include "store/whole_file.h"

namespace support::store {
namespace {

using base::IoError;
using base::Path;

constexpr std::size_t kMostKept = 10'000;

bool is_base64url(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

base::Time day_of(base::Time time) {
  return std::chrono::floor<base::Days>(time);
}

bool is_over(const Token& token, base::Time now) {
  const base::Time last = std::max(day_of(token.issued), token.last_send);
  return day_of(now) - last > kTokenLife;
}

std::string as_file(const Token& token) {
  return in_lines({{"customer", token.customer},
                   {"verified", token.verified},
                   {"issued", base::iso(token.issued)},
                   {"last_send", base::iso(day_of(token.last_send))},
                   {"revoked", token.revoked}});
}

std::optional<Token> read_token(const Path& file) {
  const auto fields = read_fields(file);
  if (!fields) return std::nullopt;
  Token token;
  token.customer = fields->text("customer");
  if (!is_customer_key(token.customer))
    fields->fail("customer", "is no customer's key");
  token.verified = fields->flag("verified", false);
  token.issued = fields->time("issued");
  token.last_send = fields->time("last_send");
  token.revoked = fields->flag("revoked", false);
  return token;
}

}  // namespace

bool is_token(std::string_view text) {
  return text.size() == 43 && std::ranges::all_of(text, is_base64url);
}

std::string token_hash(std::string_view token) {
  return base::crypto::blake2b_hex(token);
}

bool is_token_hash(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, is_hex);
}

std::optional<Token> Tokens::find(std::string_view hash, base::Time now) {
  if (!is_token_hash(hash)) return std::nullopt;
  const Path file = paths_.token(hash);
  const std::string name(hash);
  // The stamp is older than what is read after it, never newer: see
  // read_whole.
  const auto stamp = base::stamp_of(file);
  auto kept = kept_.find(name);
  if (!stamp || (kept != kept_.end() && kept->second.stamp != *stamp)) {
    kept_.erase(name);
    kept = kept_.end();
  }
  if (!stamp) return std::nullopt;
  if (kept == kept_.end()) {
    const auto token = read_token(file);
    if (!token) return std::nullopt;
    if (kept_.size() >= kMostKept) kept_.clear();
    kept = kept_.emplace(name, Kept{*stamp, *token}).first;
  }
  const Token& token = kept->second.token;
  if (token.revoked || is_over(token, now)) return std::nullopt;
  return token;
}

bool Tokens::has_ended(std::string_view hash, base::Time now) {
  return is_token_hash(hash) && base::stamp_of(paths_.token(hash)) &&
         !find(hash, now);
}

void Tokens::save(std::string_view hash, const Token& token) {
  const Path file = paths_.token(hash);
  guarded(paths_, [&] {
    base::make_directories(file.parent_path(), 0700);
    const auto lock = lock_files_in(file.parent_path());
    if (!lock) throw IoError(file.string(), "lock", EAGAIN);
    Token saved = token;
    const auto stored = read_token(file);
    saved.revoked = saved.revoked || (stored && stored->revoked);
    base::replace_file(file, as_file(saved), 0600);
  });
}

std::vector<std::string> Tokens::of(
    const std::set<std::string>& customers) const {
  std::vector<std::string> hashes;
  each_file_below(paths_.tokens(), [&](const Path& file) {
    const std::string hash = file.stem().string();
    if (!is_token_hash(hash) || paths_.token(hash) != file) return;
    const auto token = read_token(file);
    if (token && customers.contains(token->customer)) hashes.push_back(hash);
  });
  return hashes;
}

void Tokens::revoke(std::string_view hash) {
  if (!is_token_hash(hash)) return;
  auto token = read_token(paths_.token(hash));
  if (!token || token->revoked) return;
  token->revoked = true;
  save(hash, *token);
}

void Tokens::remove(std::string_view hash) {
  if (!is_token_hash(hash)) return;
  const Path file = paths_.token(hash);
  guarded(paths_, [&] {
    if (!base::stamp_of(file)) return;
    const auto lock = lock_files_in(file.parent_path());
    if (!lock) throw IoError(file.string(), "lock", EAGAIN);
    remove_file(file);
    base::sync_directory(file.parent_path());
  });
}

void Tokens::note_send(std::string_view hash, base::Time now) {
  const auto known = find(hash, now);
  if (!known || known->last_send >= day_of(now) || is_latched(paths_)) return;
  const Path file = paths_.token(hash);
  try {
    guarded(paths_, [&] {
      const auto lock = lock_files_in(file.parent_path());
      // Read again under the lock: it may have been revoked since.
      auto token = lock ? read_token(file) : std::nullopt;
      if (!token) return;
      token->last_send = now;
      base::replace_file(file, as_file(*token), 0600);
    });
  } catch (const IoError& error) {
    if (!error.is_full()) throw;
  }
}

}  // namespace support::store

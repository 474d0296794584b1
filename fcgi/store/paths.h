// The names of all files under data/ and cache/: made here and nowhere else
// (support-data(5)).  Pure text; touches no disk.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/file.h"

namespace support::store {

// "20261122-K7Q2M8XW4TB3N9RD5VHJ": the UTC day of its making and 100 random
// bits.  Holding one vouches for its form, so it may stand in a path.
class ConversationId {
 public:
  static std::optional<ConversationId> parse(std::string_view text);
  static ConversationId make(base::Time now);

  const std::string& text() const { return text_; }
  std::string_view day() const { return std::string_view(text_).substr(0, 8); }
  auto operator<=>(const ConversationId&) const = default;

 private:
  explicit ConversationId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// A customer's key: 32 hex digits.  Signed customers: a keyed hash of `sub`;
// guests: random.  Never shown to anybody.
bool is_customer_key(std::string_view text);
// 1 to 40 of [a-z0-9._-], starting with a letter or digit, no "..".
bool is_login(std::string_view text);
// A sender's own key of a message: 8 to 40 of [A-Za-z0-9_-].
bool is_message_key(std::string_view text);

class Paths {
 public:
  Paths() = default;
  Paths(base::Path data, base::Path cache, base::Path run)
      : data_(data), cache_(cache), run_(run) {}

  const base::Path& data() const { return data_; }
  base::Path version() const { return data_ / "VERSION"; }
  base::Path conversations() const { return data_ / "conversations"; }
  base::Path conversation(const ConversationId& id) const;
  base::Path files() const { return data_ / "files"; }
  base::Path files_of(const ConversationId& id) const;
  base::Path file(const ConversationId& id, std::uint64_t n,
                  std::string_view sha256) const;
  base::Path incoming() const { return data_ / "files" / "incoming"; }
  base::Path customers() const { return data_ / "customers"; }
  base::Path customer(std::string_view key) const;
  base::Path tokens() const { return data_ / "tokens"; }
  base::Path token(std::string_view token_hash) const;
  base::Path users() const { return data_ / "users"; }
  base::Path user(std::string_view login) const;
  base::Path sessions() const { return data_ / "sessions"; }
  base::Path session(std::string_view token_hash) const;
  base::Path last_seen(std::string_view login) const;
  base::Path settings() const { return data_ / "settings.json"; }
  base::Path quick_replies() const { return data_ / "quick-replies.json"; }
  base::Path journals() const { return data_ / "journal"; }
  base::Path journal(base::Time now) const;
  base::Path audits() const { return data_ / "audit"; }
  base::Path audit(base::Time now) const;
  base::Path index() const { return cache_ / "index.db"; }
  base::Path latch() const { return run_ / "storage-latched"; }

 private:
  base::Path data_;
  base::Path cache_;
  base::Path run_;
};

}  // namespace support::store

// quick-replies.json: texts that agents send often, one whole file for all.
// An agent has own ones; an admin keeps those that everybody shares.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/paths.h"
#include "store/settings.h"

namespace support::store {

struct QuickReply {
  std::string id;        // 12 of [a-z0-9], drawn by add()
  std::string owner;     // login; "" = shared
  std::string shortcut;  // 1 to 32 of [a-z0-9-], unique per owner
  std::string title;     // one line, 1 to 80 characters
  // 1 to 4,000 characters; {customer}, {agent} and {shop} stand for names.
  std::string text;
  std::int64_t rev = 0;  // of this one
  bool operator==(const QuickReply&) const = default;
};

inline constexpr std::size_t kMostQuickReplies = 500;  // of one owner

// What is wrong with one: field and sentence; empty when all is well.
std::vector<FieldError> check(const QuickReply& reply);

class QuickReplies {
 public:
  explicit QuickReplies(Paths paths) : paths_(std::move(paths)) {}

  // By shortcut.  As in SettingsFile, a damaged file is logged once and what
  // was read before goes on counting (nothing at first).  Throws IoError.
  const std::vector<QuickReply>& all();
  std::optional<QuickReply> find(std::string_view id);

  // Adds (id "", draws one) or replaces if its rev is still the stored one.
  // Refused: conflict (detail "shortcut" when another of the owner's has it),
  // not_found, bad_request (detail "too_many": the owner has over
  // kMostQuickReplies, or all together over 4 MiB), busy, storage_latched.
  // The caller has run check().
  std::expected<QuickReply, base::Refusal> save(QuickReply reply);
  std::expected<void, base::Refusal> remove(std::string_view id,
                                            std::int64_t rev);
  // All of these at once (an import): those whose owner and shortcut exist are
  // replaced.  All or nothing; how many were new.  Refused: too_many as above,
  // busy, storage_latched.
  std::expected<std::size_t, base::Refusal> import(
      const std::vector<QuickReply>& replies);

 private:
  Paths paths_;
  std::optional<base::Stamp> stamp_;
  std::vector<QuickReply> replies_;
};

}  // namespace support::store

// What a quick reply may be; see quick_replies.h.

#include <algorithm>

#include "base/text.h"
#include "store/quick_replies.h"

namespace support::store {
namespace {

constexpr std::size_t kMostShortcutBytes = 32;
constexpr std::size_t kMostTitleCodePoints = 80;
constexpr std::size_t kMostTextCodePoints = 4000;

bool is_shortcut(std::string_view text) {
  return !text.empty() && text.size() <= kMostShortcutBytes &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

bool has_control(std::string_view text) {
  while (!text.empty()) {
    const auto point = base::first_code_point(text);
    if (base::is_control(point.value) && point.value != '\n' &&
        point.value != '\t')
      return true;
    text.remove_prefix(point.bytes);
  }
  return false;
}

}  // namespace

std::vector<FieldError> check(const QuickReply& reply) {
  std::vector<FieldError> errors;
  if (!reply.owner.empty() && !is_login(reply.owner))
    errors.push_back({"owner", "Give a login, or nobody."});
  if (!is_shortcut(reply.shortcut))
    errors.push_back({"shortcut",
                      "Give 1 to 32 small letters, digits and hyphens."});
  if (reply.title.empty() || base::one_line(reply.title) != reply.title ||
      base::code_points(reply.title) > kMostTitleCodePoints)
    errors.push_back({"title", "Give a title of 1 to 80 characters."});
  if (base::trimmed(reply.text).empty() || has_control(reply.text) ||
      base::code_points(reply.text) > kMostTextCodePoints)
    errors.push_back({"text", "Give a text of 1 to 4000 characters."});
  return errors;
}

}  // namespace support::store

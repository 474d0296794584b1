#include "desk/introduction.h"

#include "base/text.h"

namespace support::desk {
namespace {

constexpr std::size_t kLongestName = 120;   // code points
constexpr std::size_t kLongestEmail = 254;  // RFC 5321, 4.5.3.1.3

// What slips of the finger leave out.  Whether somebody reads there, only a
// letter would tell.
bool looks_like_email(std::string_view text) {
  const auto at = text.rfind('@');
  return at != text.npos && at > 0 && at + 1 < text.size() &&
         text.find(' ') == text.npos &&
         base::code_points(text) <= kLongestEmail;
}

bool is_required(std::string_view ask) { return ask == "required"; }

std::unexpected<base::Refusal> incomplete(const char* field) {
  return std::unexpected(
      base::Refusal{.reason = base::Reason::incomplete, .detail = field});
}

}  // namespace

std::expected<Introduction, base::Refusal> introduction(
    const store::Settings& settings, const NewConversation& wish) {
  Introduction told{base::shortened(base::one_line(wish.name), kLongestName),
                    base::one_line(wish.email)};
  if (told.name.empty() && is_required(settings.ask_name)) {
    return incomplete("name");
  }
  const bool may_lack = told.email.empty() && !is_required(settings.ask_email);
  if (!may_lack && !looks_like_email(told.email)) return incomplete("email");
  if (!settings.consent.empty() && !wish.consent) return incomplete("consent");
  return told;
}

}  // namespace support::desk

#include "desk/quick_replies.h"

#include <algorithm>
#include <map>

namespace support::desk {

std::vector<store::QuickReply> quick_replies_for(Desk& desk,
                                                 std::string_view login) {
  std::map<std::string, store::QuickReply> by_shortcut;
  for (const store::QuickReply& one : desk.quick_replies.all()) {
    if (one.owner.empty()) by_shortcut.try_emplace(one.shortcut, one);
    if (!one.owner.empty() && one.owner == login) {
      by_shortcut.insert_or_assign(one.shortcut, one);
    }
  }
  std::vector<store::QuickReply> replies;
  for (auto& [shortcut, one] : by_shortcut) replies.push_back(std::move(one));
  return replies;
}

std::string filled(std::string_view text, const Names& names) {
  const std::pair<std::string_view, const std::string&> places[] = {
      {"{customer}", names.customer},
      {"{agent}", names.agent},
      {"{shop}", names.shop}};
  std::string made;
  while (!text.empty()) {
    const auto place = std::ranges::find_if(places, [&](const auto& one) {
      return text.starts_with(one.first);
    });
    if (place == std::end(places)) {
      made += text.front();
      text.remove_prefix(1);
    } else {
      made += place->second;
      text.remove_prefix(place->first.size());
    }
  }
  return made;
}

}  // namespace support::desk

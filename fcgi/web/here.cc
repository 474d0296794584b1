#include "web/here.h"

#include "base/text.h"
#include "store/paths.h"
#include "web/people.h"

namespace support::web {

std::string here_words(Context& context, std::string_view conversation) {
  const People people = people_at(context, conversation);
  if (!people.customer_types) return people.words;
  const std::string words = "Customer is typing";
  return people.words.empty() ? words : words + " · " + people.words;
}

base::json::Object here_json(Context& context, std::string_view ids) {
  base::json::Object all;
  std::size_t looked_at = 0;
  for (const std::string_view id : base::split(ids, ',')) {
    if (!store::ConversationId::parse(id)) continue;
    if (++looked_at > kMostHere) break;
    std::string words = here_words(context, id);
    if (!words.empty()) all.push_back({std::string(id), std::move(words)});
  }
  return all;
}

}  // namespace support::web

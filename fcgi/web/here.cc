#include "web/here.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "desk/presence.h"
#include "store/paths.h"

namespace support::web {
namespace {

using Numbers = std::vector<std::uint16_t>;

// "Tom Bell is replying", "Tom Bell and Eva Sand are replying".
std::string people_do(Context& context, const Numbers& numbers,
                      std::string_view what) {
  std::string words;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) words += i + 1 == numbers.size() ? " and " : ", ";
    const auto user = context.desk.users.by_number(numbers[i]);
    words += user ? user->shown_name() : "An agent";
  }
  words += numbers.size() == 1 ? " is " : " are ";
  return words.append(what);
}

void add(std::string& words, const std::string& more) {
  if (!words.empty()) words += " · ";
  words += more;
}

}  // namespace

std::string here_words(Context& context, std::string_view conversation) {
  desk::Desk& desk = context.desk;
  Numbers typing = desk::agents_typing(desk, conversation);
  std::erase(typing, context.person.number);
  Numbers viewing = desk::agents_viewing(desk, conversation);
  std::erase_if(viewing, [&](std::uint16_t number) {
    return number == context.person.number || std::ranges::count(typing, number);
  });
  std::string words;
  if (desk::customer_types(desk, conversation)) add(words, "Customer is typing");
  if (!typing.empty()) add(words, people_do(context, typing, "replying"));
  if (!viewing.empty()) add(words, people_do(context, viewing, "viewing"));
  return words;
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

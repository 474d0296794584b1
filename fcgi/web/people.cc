#include "web/people.h"

#include <algorithm>

#include "desk/presence.h"

namespace support::web {
namespace {

// "A", "A and B", "A, B and C".
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (at > 0) text += at + 1 == names.size() ? " and " : ", ";
    text += names.at(at);
  }
  return text;
}

std::string sentence(const std::vector<std::string>& names,
                     std::string_view what) {
  if (names.empty()) return "";
  return listed(names) + (names.size() == 1 ? " is " : " are ") +
         std::string(what);
}

// Adds the names of these but the asker's own, and their marks.
void add(Context& context, const std::vector<std::uint16_t>& numbers,
         char letter, std::vector<std::string>& names, People& people) {
  for (const std::uint16_t number : numbers) {
    if (number == context.person.number) continue;
    const auto user = context.desk.users.by_number(number);
    if (!user) continue;
    names.push_back(user->shown_name());
    people.mark += letter + std::to_string(number);
  }
}

}  // namespace

std::string agent_name(desk::Desk& desk, const std::string& login) {
  if (login.empty()) return "";
  const auto user = desk.users.find(login);
  return user ? user->shown_name() : login;
}

People people_at(Context& context, std::string_view conversation) {
  desk::Desk& desk = context.desk;
  const auto typing = desk::agents_typing(desk, conversation);
  auto viewing = desk::agents_viewing(desk, conversation);
  std::erase_if(viewing, [&](std::uint16_t number) {
    return std::ranges::count(typing, number) > 0;
  });
  People people;
  people.customer_types = desk::customer_types(desk, conversation);
  people.mark = people.customer_types ? "c" : "n";
  add(context, typing, 't', people.typing, people);
  add(context, viewing, 'v', people.viewing, people);
  people.words = sentence(people.typing, "typing a reply");
  const std::string views = sentence(people.viewing, "viewing");
  if (!people.words.empty() && !views.empty()) people.words += ", ";
  people.words += views;
  return people;
}

People people_at(Context& context) {
  return people_at(context, context.conversation().text());
}

void note_viewing(Context& context) {
  desk::note_agent_viewing(context.desk, context.conversation().text(),
                           context.person.number);
}

}  // namespace support::web

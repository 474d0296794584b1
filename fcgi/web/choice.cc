#include "web/choice.h"

#include "web/forms.h"
#include "web/page.h"

namespace support::web {
namespace {

constexpr Choice kChoices[] = {
    {desk::Whose::all, "all", "All", ""},
    {desk::Whose::mine, "mine", "Mine", "&agent=me"},
    {desk::Whose::unassigned, "unassigned", "Unassigned", "&agent=none"}};

const Choice& named(std::string_view asked) {
  for (const Choice& choice : kChoices) {
    if (choice.name == asked) return choice;
  }
  return kChoices[0];
}

}  // namespace

std::span<const Choice> choices() { return kChoices; }

const Choice& choice_of(const http::Request& request) {
  return named(request.parameter("whose").value_or("all"));
}

std::string next_of(const http::Form& form, std::string_view otherwise) {
  const std::string next = local_path(form.text("next"), otherwise);
  const Choice& choice = named(form.text("whose"));
  if (next != kDashboard || choice.whose == desk::Whose::all) return next;
  return next + "?whose=" + std::string(choice.name);
}

}  // namespace support::web

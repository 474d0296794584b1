#include "web/bulk_form.h"

#include <algorithm>

#include "base/text.h"

namespace support::web::bulk {
namespace {

constexpr std::size_t kMost = 100;
constexpr std::size_t kLongestTag = 40;

// "id", "id.o" or "id.messages.last.assignee", whose login may hold dots.
std::optional<Item> item_in(std::string_view text) {
  const auto parts = base::split(text, '.');
  const auto id = store::ConversationId::parse(parts.front());
  if (!id) return std::nullopt;
  Item item{*id, {}, {}, {}, '-'};
  if (parts.size() == 2 && (parts[1] == "o" || parts[1] == "p")) {
    item.before = parts[1].front();
  } else if (parts.size() >= 3) {
    const auto messages = base::to_number(parts[1]);
    const auto last = base::to_number(parts[2]);
    if (!messages || !last) return std::nullopt;
    item.messages = *messages;
    item.last = base::Time(base::Millis(*last));
    text.remove_prefix(
        static_cast<std::size_t>(parts[2].end() - text.begin()));
    if (!text.empty()) item.assignee = text.substr(1);
  } else if (parts.size() != 1) {
    return std::nullopt;
  }
  return item;
}

void check_argument(Context& context, Wish& wish, Errors& errors) {
  if (wish.action == Action::assign && !wish.argument.empty()) {
    const auto user = store::is_login(wish.argument)
                          ? context.desk.users.find(wish.argument)
                          : std::nullopt;
    if (!user || !user->active || !(user->is_staff || user->is_admin)) {
      errors.push_back({"bulk-to", "Choose an agent who works here."});
    }
  }
  if (wish.action != Action::tag && wish.action != Action::untag) return;
  if (wish.argument.empty()) {
    errors.push_back({"bulk-tag", "Write the tag."});
  } else if (base::code_points(wish.argument) > kLongestTag ||
             wish.argument.find(',') != wish.argument.npos) {
    errors.push_back({"bulk-tag",
                      "A tag has at most 40 characters and no comma."});
  }
}

}  // namespace

std::vector<std::string> named_in(const http::Form& form) {
  std::vector<std::string> named = form.all("id");
  const std::string ids = form.text("ids");
  for (const std::string_view id : base::split(ids, ' ')) {
    if (!id.empty()) named.emplace_back(id);
  }
  std::ranges::sort(named);
  const auto twice = std::ranges::unique(named);
  named.erase(twice.begin(), twice.end());
  return named;
}

Wish wish_in(Context& context, const http::Form& form, Errors& errors) {
  Wish wish;
  const auto action = action_named(form.text("action"));
  if (!action) errors.push_back({"bulk-action", "Choose what to do."});
  wish.action = action.value_or(Action::close);
  if (wish.action == Action::assign) wish.argument = form.text("to");
  if (wish.action == Action::tag || wish.action == Action::untag) {
    wish.argument = base::one_line(form.text("tag"));
  }
  if (action) check_argument(context, wish, errors);
  wish.key = form.text("key");
  for (const std::string& text : named_in(form)) {
    const auto item = item_in(text);
    if (item) wish.items.push_back(*item);
  }
  if (wish.items.empty()) {
    errors.push_back({"bulk-action", "Choose at least one conversation."});
  } else if (wish.items.size() > kMost) {
    errors.push_back({"bulk-action", "Choose at most " +
                                         std::to_string(kMost) +
                                         " conversations at once."});
  }
  return wish;
}

}  // namespace support::web::bulk

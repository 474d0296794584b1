#include "web/messages_form.h"

#include <algorithm>

#include "desk/hours.h"
#include "desk/worklist.h"
#include "web/forms.h"
#include "web/messages_words.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web::messages {
namespace {

constexpr std::int64_t kTags = 200;  // the commonest, to choose from

struct Choice {
  std::string_view value, label;
};
std::vector<Data> options(std::initializer_list<Choice> choices,
                          std::string_view chosen) {
  std::vector<Data> list;
  for (const Choice& choice : choices) {
    list.push_back(option(choice.value, std::string(choice.label), chosen));
  }
  return list;
}

// All who ever could have one, as old conversations are still theirs.
std::vector<Data> agent_options(desk::Desk& desk, std::string_view chosen) {
  auto list = options({{"", "Anyone"}, {"me", "Me"}, {"none", "Unassigned"}},
                      chosen);
  bool is_listed = chosen.empty() || chosen == "me" || chosen == "none";
  for (const store::User& user : desk.users.all()) {
    const bool works_here = user.active && (user.is_staff || user.is_admin);
    if (!works_here && user.login != chosen) continue;
    is_listed = is_listed || user.login == chosen;
    list.push_back(option(user.login, user.shown_name(), chosen));
  }
  if (!is_listed) {
    list.push_back(option(chosen, std::string(chosen), chosen));
  }
  return list;
}

// A value that is none of the choices is kept as one.
std::vector<Data> with_value(std::vector<Data> list, const std::string& value,
                             std::initializer_list<std::string_view> known) {
  if (!value.empty() && std::ranges::find(known, value) == known.end()) {
    list.push_back(option(value, value, value));
  }
  return list;
}

std::string fault_of(const std::vector<store::FieldError>& errors,
                     std::string_view field) {
  for (const store::FieldError& error : errors) {
    if (error.field == field) return error.message;
  }
  return "";
}

// A browser empties a date field that holds something else.
std::string_view date_type(const std::string& text) {
  return text.empty() || desk::start_of_day(text) ? "date" : "text";
}

std::vector<Data> tag_list(desk::Desk& desk) {
  std::vector<Data> list;
  for (const auto& [tag, count] : desk.listing.tags(kTags)) {
    list.push_back(Data().set("tag", tag));
  }
  return list;
}

// A narrow page folds the other fields away, unless one of them is in use.
bool asks_more_than_words(const Wish& wish) {
  Asked rest = wish.asked;
  rest.q.clear();
  return !wish.errors.empty() || rest != Asked{};
}

}  // namespace

void set_filter_form(Context& context, const Wish& wish, Data& data) {
  desk::Desk& desk = context.desk;
  const Asked& asked = wish.asked;
  for (const std::string field : {"q", "status", "agent", "from", "until",
                                  "customer", "tag", "verified", "has_file",
                                  "sort"}) {
    data.set("fault_" + field, fault_of(wish.errors, field));
  }
  data.set("q", asked.q)
      .set("from", asked.from)
      .set("from_type", date_type(asked.from))
      .set("until", asked.until)
      .set("until_type", date_type(asked.until))
      .set("customer", asked.customer)
      .set("tag", asked.tag)
      .set("figure", asked.figure)
      .set("tag_list", tag_list(desk))
      .set("agents", agent_options(desk, asked.agent))
      .set("statuses",
           with_value(options({{"", "Any"}, {"awaiting", "Awaiting us"},
                               {"open", "Open"}, {"pending", "Pending"},
                               {"closed", "Closed"}}, asked.status),
                      asked.status,
                      {"awaiting", "open", "pending", "closed"}))
      .set("verified_choices",
           with_value(options({{"", "Either"}, {"yes", "Verified"},
                               {"no", "Guests"}}, asked.verified),
                      asked.verified, {"yes", "no"}))
      .set("file_choices",
           with_value(options({{"", "Either"}, {"yes", "With a file"},
                               {"no", "Without"}}, asked.has_file),
                      asked.has_file, {"yes", "no"}))
      .set("sorts",
           with_value(options({{"", "Latest first"},
                               {"oldest", "Oldest first"},
                               {"wait", "Longest waiting first"}},
                              asked.sort == "latest" ? "" : asked.sort),
                      asked.sort, {"latest", "oldest", "wait"}))
      .set("chips", chips(desk, asked))
      .set("unfolded", asks_more_than_words(wish))
      .set("filtered", !narrowing(asked).empty());
}

void set_bulk_form(Context& context, const Wish& wish, const BulkForm& bulk,
                   Data& data) {
  std::vector<Data> agents;
  agents.push_back(option("", "Nobody", bulk.to));
  for (const desk::AgentLoad& agent : desk::agents(context.desk)) {
    agents.push_back(option(agent.login,
                            agent.name + " (" + grouped(agent.open) + " open)",
                            bulk.to));
  }
  data.set("bulk_actions",
           options({{"", "Choose an action"}, {"assign", "Assign to"},
                    {"close", "Close"}, {"tag", "Add the tag"},
                    {"untag", "Remove the tag"}}, bulk.action))
      .set("bulk_agents", std::move(agents))
      .set("bulk_tag", bulk.tag)
      .set("bulk_wrong_action", fault_of(bulk.errors, "bulk-action"))
      .set("bulk_wrong_to", fault_of(bulk.errors, "bulk-to"))
      .set("bulk_wrong_tag", fault_of(bulk.errors, "bulk-tag"))
      .set("bulk_key", fresh_key())
      .set("back", query_of(wish.asked, wish.position));
}

}  // namespace support::web::messages

#include "web/detail_side.h"

#include <algorithm>

#include "desk/worklist.h"
#include "web/browser.h"
#include "web/forms.h"
#include "web/page.h"
#include "web/rows.h"
#include "web/words.h"

namespace support::web {
namespace {

constexpr std::size_t kMostEarlier = 5;
constexpr std::int64_t kTagsOffered = 200;

std::vector<Data> statuses(std::string_view chosen) {
  std::vector<Data> list;
  list.push_back(option("open", "Open", chosen));
  list.push_back(option("pending", "Pending", chosen));
  list.push_back(option("closed", "Closed", chosen));
  return list;
}

// Every active agent with the load; also the present one, whatever became of
// them, so that saving the box changes nothing by itself.
std::vector<Data> agents(Context& context, const std::string& assignee,
                         const std::string& chosen) {
  std::vector<Data> list;
  list.push_back(option("", "Nobody", chosen));
  bool listed = assignee.empty();
  for (const desk::AgentLoad& agent : desk::agents(context.desk)) {
    const std::string load = grouped(agent.open) + " open";
    const std::string label =
        agent.name + " (" + (agent.available ? load : load + ", away") + ")";
    list.push_back(option(agent.login, label, chosen));
    listed = listed || agent.login == assignee;
  }
  if (!listed) {
    list.push_back(option(
        assignee, desk::shown_name(context.desk, "a:" + assignee, ""),
        chosen));
  }
  return list;
}

// What a customer's page said it was: a link only where it leads to the web.
std::string web_url(const std::string& page) {
  const bool is_web =
      page.starts_with("https://") || page.starts_with("http://");
  return is_web ? page : "";
}

// Addresses with anything unusual are shown, but are no link.
std::string mail_url(const std::string& email) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || std::string_view("@.-_+").contains(c);
  };
  const bool usable = std::ranges::count(email, '@') == 1 &&
                      std::ranges::all_of(email, plain);
  return usable ? "mailto:" + email : "";
}

// Of the latest one more than is shown: the one at hand may be among them.
// No key would be everybody's.
index::Page all_of(Context& context, const std::string& customer) {
  if (customer.empty()) return {};
  index::Filter filter;
  filter.customer = customer;
  index::PageWish wish;
  wish.limit = std::int64_t{kMostEarlier} + 1;
  return context.desk.listing.page(filter, index::Order::newest, wish);
}

bool is_listed(Context& context, const store::ConversationId& id) {
  const auto row = context.desk.listing.row(id.text());
  return row && row->messages > 0;
}

Data earlier_one(Context& context, const index::Row& row) {
  Data data;
  return data.set("url", conversation_url(row.id))
      .set("preview", row.preview.empty() ? row.id : row.preview)
      .set("when", moment(context.desk, row.last).brief)
      .set("state", row.status);
}

}  // namespace

void set_status_box(Context& context, const desk::State& state,
                    const Again& again, Data& data) {
  const std::string status(desk::name_of(state.status));
  const base::Millis wait = context.desk.now() - state.waiting_since;
  set_status_flags(data, status, state.awaiting);
  data.set("status", status)
      .set("assignee", state.assignee)
      .set("wait", state.awaiting ? how_long(wait) : "")
      .set("statuses",
           statuses(again.to_status.empty() ? status : again.to_status))
      .set("agents", agents(context, state.assignee,
                            again.to_assignee.value_or(state.assignee)))
      .set("handover", again.handover)
      .set("may_take", state.assignee != context.person.login)
      .set("take_key", fresh_key())
      .set("status_key", fresh_key())
      .set("close_key", fresh_key());
}

void set_customer(Context& context, const desk::State& state, Data& data) {
  const Moment started = moment(context.desk, state.started);
  data.set("verified", state.verified)
      .set("email", state.email)
      .set("mail_url", mail_url(state.email))
      .set("page", state.page)
      .set("page_url", web_url(state.page))
      .set("browser",
           state.browser.empty() ? "" : browser_words(state.browser))
      .set("user_agent", state.browser)
      .set("consent", state.consent)
      .set("started", started.date + ", " + started.time)
      .set("started_stamp", started.day + " " + started.with_seconds())
      .set("started_iso", started.iso)
      .set("started_full", started.full);
}

void set_tags(Context& context, const desk::State& state, const Again& again,
              Data& data) {
  std::vector<Data> tags, offered;
  for (const std::string& tag : state.tags) {
    tags.push_back(
        std::move(Data().set("tag", tag).set("tag_key", fresh_key())));
  }
  for (const auto& [tag, count] : context.desk.listing.tags(kTagsOffered)) {
    if (std::ranges::count(state.tags, tag) > 0) continue;
    offered.push_back(std::move(Data().set("tag", tag)));
  }
  data.set("tagged", !tags.empty())
      .set("tags", std::move(tags))
      .set("offered", std::move(offered))
      .set("tag_typed", again.tag)
      .set("tag_new_key", fresh_key());
}

void set_earlier(Context& context, const desk::State& state,
                 const store::ConversationId& here, Data& data) {
  const index::Page page = all_of(context, state.customer);
  std::vector<Data> list;
  for (const index::Row& row : page.rows) {
    if (list.size() == kMostEarlier) break;
    if (row.id != here.text()) list.push_back(earlier_one(context, row));
  }
  // The one at hand is not in the index at once, nor if nothing was said.
  const auto count = page.total - (is_listed(context, here) ? 1 : 0);
  data.set("has_earlier", !list.empty())
      .set("earlier_count", count)
      .set("earlier_url",
           std::string(kMessages) + "?customer=" + state.customer)
      .set("earlier", std::move(list));
}

}  // namespace support::web

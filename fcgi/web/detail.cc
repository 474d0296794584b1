#include "web/detail.h"

#include <algorithm>

#include "desk/attachment.h"
#include "desk/presence.h"
#include "desk/worklist.h"
#include "store/files.h"
#include "web/forms.h"
#include "web/page.h"
#include "web/rows.h"
#include "web/thread.h"
#include "web/words.h"

namespace support::web {
namespace {

constexpr std::size_t kMostEarlier = 5;

Data option(std::string_view value, std::string label, bool chosen) {
  Data data;
  data.set("value", value).set("label", std::move(label));
  return data.set("chosen", chosen);
}

std::vector<Data> statuses(desk::Status now) {
  using desk::Status;
  std::vector<Data> list;
  list.push_back(option("open", "Open", now == Status::open));
  list.push_back(option("pending", "Pending", now == Status::pending));
  list.push_back(option("closed", "Closed", now == Status::closed));
  return list;
}

// Every active agent with the load; also the present one, whatever became of
// them, so that saving the box changes nothing by itself.
std::vector<Data> agents(Context& context, const std::string& assignee) {
  std::vector<Data> list;
  list.push_back(option("", "Nobody", assignee.empty()));
  bool listed = assignee.empty();
  for (const desk::AgentLoad& agent : desk::agents(context.desk)) {
    const std::string load = grouped(agent.open) + " open";
    const std::string label =
        agent.name + " (" + (agent.available ? load : load + ", away") + ")";
    list.push_back(option(agent.login, label, agent.login == assignee));
    listed = listed || agent.login == assignee;
  }
  if (!listed) {
    list.push_back(option(
        assignee, desk::shown_name(context.desk, "a:" + assignee, ""), true));
  }
  return list;
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

Data earlier_one(Context& context, const store::ConversationId& id) {
  const auto row = context.desk.listing.row(id.text());
  Data data;
  data.set("url", conversation_url(id.text()));
  if (!row) {
    return data.set("preview", id.text()).set("when", "").set("state", "");
  }
  return data
      .set("preview", row->preview.empty() ? id.text() : row->preview)
      .set("when", moment(context.desk, row->last).brief)
      .set("state", row->status);
}

void set_earlier(Context& context, const desk::State& state,
                 const store::ConversationId& here, Data& data) {
  auto entries = context.desk.customers.conversations(state.customer);
  std::erase_if(entries, [&](const store::CustomerEntry& entry) {
    return entry.conversation == here;
  });
  std::ranges::reverse(entries);
  std::vector<Data> list;
  for (const store::CustomerEntry& entry : entries) {
    if (list.size() == kMostEarlier) break;
    list.push_back(earlier_one(context, entry.conversation));
  }
  data.set("has_earlier", !list.empty())
      .set("earlier_count", static_cast<std::int64_t>(entries.size()))
      .set("earlier", std::move(list));
}

void set_customer(Context& context, const desk::State& state, Data& data) {
  const Moment started = moment(context.desk, state.started);
  data.set("verified", state.verified)
      .set("email", state.email)
      .set("mail_url", mail_url(state.email))
      .set("page", state.page)
      .set("browser", state.browser)
      .set("started", started.date + ", " + started.time)
      .set("started_iso", started.iso)
      .set("tagged", !state.tags.empty())
      .set("tags", tags_data(state.tags));
}

void set_status_box(Context& context, const desk::State& state, Data& data) {
  const base::Millis wait = context.desk.now() - state.waiting_since;
  set_status_flags(data, desk::name_of(state.status), state.awaiting);
  data.set("status", desk::name_of(state.status))
      .set("assignee", state.assignee)
      .set("wait", state.awaiting ? how_long(wait) : "")
      .set("statuses", statuses(state.status))
      .set("agents", agents(context, state.assignee))
      .set("status_key", fresh_key())
      .set("close_key", fresh_key());
}

void set_composer(const Context& context, Data& data) {
  std::string types, accept;
  for (const std::string_view extension : store::allowed_extensions()) {
    types.append(types.empty() ? "" : ", ").append(extension);
    accept.append(accept.empty() ? "." : ",.").append(extension);
  }
  data.set("key", fresh_key())
      .set("file_types", types)
      .set("file_accept", accept)
      .set("file_limit", limit_text(desk::staff_file_bytes(context.desk)));
}

// The newest word of the customer that no agent has seen; "" when there is
// none.  The page says so when it was in view.
std::string unseen(const std::vector<store::Entry>& entries,
                   const desk::State& state) {
  std::uint64_t newest = 0;
  for (const auto& [record, offset] : entries) {
    if (desk::side_of(record.by) != desk::Side::customer) continue;
    if (record.kind == store::Kind::message ||
        record.kind == store::Kind::file) {
      newest = record.n;
    }
  }
  return newest > state.staff_seen ? std::to_string(newest) : "";
}

}  // namespace

http::Response detail(Context& context) {
  desk::Desk& desk = context.desk;
  const auto id = context.conversation();
  const auto all = desk.conversations.all(id);
  if (!all) {
    return page_refusal(context, base::Refusal{base::Reason::not_found});
  }
  if (!is_refresh(context.request)) note_event(context, "sensitive_read");
  const desk::State state = desk::fold_all(all->entries);
  const std::string name = customer_name(state, id.text());

  Data data = framed(context, name, kMessages);
  add_assets(data, {}, {"conversation", "composer"});
  data.set("id", id.text())
      .set("name", name)
      .set("cursor", all->cursor.text())
      .set("unseen", unseen(all->entries, state))
      .set("shown", std::to_string(state.last_n))
      .set("typing", desk::customer_types(desk, id.text()))
      .set("entries", thread_data(context, id, all->entries, state));
  set_customer(context, state, data);
  set_status_box(context, state, data);
  set_earlier(context, state, id, data);
  set_composer(context, data);
  return show(context, "conversation_detail", data);
}

}  // namespace support::web

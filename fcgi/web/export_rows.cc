#include "web/export_rows.h"

#include "desk/conversation.h"
#include "desk/worklist.h"
#include "store/conversations.h"
#include "web/csv.h"
#include "web/page.h"
#include "web/people.h"
#include "web/thread.h"

namespace support::web::exports {
namespace {

using base::json::Array;
using base::json::Object;

// "2026-11-22 10:41:07" of "2026-11-22T10:41:07.123Z".
std::string sheet_time(base::Time time) {
  if (time == base::Time{}) return "";
  std::string text = base::iso(time).substr(0, 19);
  text[10] = ' ';
  return text;
}

base::Time closed_at(const index::Row& row) {
  return row.status == "closed" ? row.closed : base::Time{};
}

std::string joined(const std::vector<std::string>& tags) {
  std::string text;
  for (const std::string& tag : tags) {
    if (!text.empty()) text += ", ";
    text += tag;
  }
  return text;
}

// The page on which the customer was when they first wrote.
std::string first_page(Context& context, const std::string& id) {
  const auto conversation = store::ConversationId::parse(id);
  if (!conversation) return "";
  const auto head = context.desk.conversations.head(*conversation);
  return head.empty() ? "" : head.front().field("page");
}

// As staff see them.  What was taken out is not told.
Array messages_of(Context& context, const store::ConversationId& id,
                  desk::State& state) {
  desk::Desk& desk = context.desk;
  Array messages;
  desk.conversations.walk(id, 0, [&](store::Entry&& entry) {
    desk::fold(state, entry.record);
    if (entry.record.kind == store::Kind::voided) return true;
    if (auto view = staff_view(desk, entry.record)) {
      messages.emplace_back(std::move(*view));
    }
    return true;
  });
  return messages;
}

std::string_view yes_or_no(bool truth) { return truth ? "yes" : "no"; }

}  // namespace

std::string csv_head() {
  return csv_line({"id", "customer", "email", "verified", "status", "agent",
                   "agent_name", "started_utc", "last_utc", "closed_utc",
                   "messages", "tags", "has_file", "first_page"});
}

std::string csv_row(Context& context, const index::Row& row) {
  return csv_line({row.id,
                   row.name.empty() ? desk::guest_name(row.id) : row.name,
                   row.email,
                   std::string(yes_or_no(row.verified)),
                   row.status,
                   row.assignee,
                   agent_name(context.desk, row.assignee),
                   sheet_time(row.started),
                   sheet_time(row.last),
                   sheet_time(closed_at(row)),
                   std::to_string(row.messages),
                   joined(row.tags),
                   std::string(yes_or_no(row.has_file)),
                   first_page(context, row.id)});
}

std::string json_row(Context& context, const index::Row& row) {
  Array messages, tags;
  desk::State state;
  if (const auto id = store::ConversationId::parse(row.id)) {
    messages = messages_of(context, *id, state);
  }
  for (const std::string& tag : row.tags) tags.emplace_back(tag);
  Object line{{"id", row.id},
              {"customer", Object{{"name", row.name},
                                  {"email", row.email},
                                  {"verified", row.verified},
                                  {"page", state.page},
                                  {"browser", state.browser}}},
              {"status", row.status},
              {"agent", row.assignee},
              {"agent_name", agent_name(context.desk, row.assignee)},
              {"started", base::iso(row.started)},
              {"last", base::iso(row.last)}};
  if (closed_at(row) != base::Time{}) {
    line.push_back({"closed", base::iso(row.closed)});
  }
  line.push_back({"tags", std::move(tags)});
  line.push_back({"messages", std::move(messages)});
  return base::json::write(line) + "\n";
}

}  // namespace support::web::exports

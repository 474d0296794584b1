// The customer API's reading side: poll, history, list; see widget.h.

#include <algorithm>

#include "base/text.h"
#include "desk/conversation.h"
#include "desk/presence.h"
#include "web/messages.h"
#include "web/widget.h"

namespace support::web::widget {

namespace {

using base::Reason;
using base::Refusal;
using base::json::Array;
using base::json::Object;
using base::json::Value;

constexpr std::size_t kPollRecords = 200;
constexpr std::size_t kHistory = 50;
constexpr std::size_t kListed = 20;

// The highest number of the customer's records that staff have seen, as far as
// these records tell.
std::uint64_t seen_in(const std::vector<store::Entry>& entries) {
  return desk::fold_all(entries).staff_seen;
}

// The agent who is typing; "" when none is.
std::string typing_in(Context& context) {
  const std::uint16_t number =
      desk::agent_typing(context.desk, context.variables.at(0));
  if (number == 0) return "";
  const auto user = context.desk.users.by_number(number);
  return user ? user->shown_name() : "";
}

void add_typing(const std::string& who, Object& answer) {
  if (!who.empty()) answer.push_back({"typing", who});
}

// What is visible of the last or of earlier records: at most kHistory, and
// where the earliest of them begins.
struct History {
  Array messages;
  Value before;  // null: there is nothing earlier
};

History history_of(desk::Desk& desk, const store::Batch& batch) {
  History history;
  store::Offset earliest = 0;
  for (auto entry = batch.entries.rbegin(); entry != batch.entries.rend();
       ++entry) {
    if (history.messages.size() == kHistory) {
      history.before = Value(earliest);
      break;
    }
    earliest = entry->offset;
    if (auto view = customer_view(desk, entry->record)) {
      history.messages.push_back(std::move(*view));
    }
  }
  if (history.before.is_null() && batch.more) history.before = Value(earliest);
  std::ranges::reverse(history.messages);
  return history;
}

http::Response latest(Context& context) {
  const auto batch =
      context.desk.conversations.last(context.conversation(), kPollRecords);
  if (!batch) return api_refusal(Refusal{Reason::not_found});
  History history = history_of(context.desk, *batch);
  const desk::State state = desk::fold_all(batch->entries);
  Object answer{{"messages", std::move(history.messages)},
                {"cursor", batch->cursor.text()},
                {"before", std::move(history.before)},
                {"seen", state.staff_seen},
                {"status", desk::name_of(state.status)}};
  add_typing(typing_in(context), answer);
  return http::Response::json(200, answer);
}

http::Response earlier(Context& context, const std::string& offset_text) {
  const auto offset = base::to_number(offset_text);
  if (!offset || *offset < 0) {
    return api_refusal({.reason = Reason::bad_request, .detail = "before"});
  }
  const auto batch = context.desk.conversations.before(
      context.conversation(), static_cast<store::Offset>(*offset),
      kPollRecords);
  if (!batch) return api_refusal(Refusal{Reason::not_found});
  History history = history_of(context.desk, *batch);
  return http::Response::json(200, {{"messages", std::move(history.messages)},
                                    {"before", std::move(history.before)}});
}

http::Response resync() {
  return http::Response::json(
      409, {{"error", Object{{"code", "resync"},
                             {"message", "Load the conversation anew."}}}});
}

http::Response newer(Context& context, const std::string& cursor_text) {
  const auto cursor = store::Cursor::parse(cursor_text);
  if (!cursor) {
    return api_refusal({.reason = Reason::bad_request, .detail = "after"});
  }
  const auto news = context.desk.conversations.since(context.conversation(),
                                                     *cursor, kPollRecords);
  if (news.growth == store::Conversations::Growth::missing) {
    return api_refusal(Refusal{Reason::not_found});
  }
  if (news.growth == store::Conversations::Growth::resync) return resync();
  const std::string typing = typing_in(context);
  if (news.batch.cursor == *cursor && typing.empty())
    return http::Response::no_content();
  Object answer{{"messages", customer_views(context.desk, news.batch.entries)},
                {"cursor", news.batch.cursor.text()},
                {"more", news.batch.more}};
  if (const std::uint64_t seen = seen_in(news.batch.entries)) {
    answer.push_back({"seen", seen});
  }
  add_typing(typing, answer);
  return http::Response::json(200, answer);
}

std::int64_t unread_of(const std::vector<store::Entry>& entries,
                       std::uint64_t seen) {
  return std::ranges::count_if(entries, [&](const store::Entry& entry) {
    const store::Record& record = entry.record;
    return record.n > seen &&
           (record.kind == store::Kind::message ||
            record.kind == store::Kind::file) &&
           desk::side_of(record.by) != desk::Side::customer;
  });
}

std::string preview_of(const std::vector<store::Entry>& entries) {
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const store::Record& record = entry->record;
    if (record.kind == store::Kind::message) {
      return base::shortened(base::one_line(record.text()), 100);
    }
    if (record.kind == store::Kind::file) return record.field("name");
  }
  return "";
}

Object listed(const store::ConversationId& id, const store::Batch& batch) {
  const desk::State state = desk::fold_all(batch.entries);
  return {{"id", id.text()},
          {"status", desk::name_of(state.status)},
          {"started", base::iso(state.started)},
          {"last", base::iso(state.last)},
          {"preview", preview_of(batch.entries)},
          {"unread", unread_of(batch.entries, state.customer_seen)},
          {"rating", state.rating ? Value(state.rating) : Value()}};
}

}  // namespace

http::Response conversations(Context& context) {
  if (const auto allowed = paced(context, "read", context.person.token_hash,
                                 context.desk.config.limits.poll);
      !allowed) {
    return api_refusal(allowed.error());
  }
  Array list;
  auto entries =
      context.desk.customers.conversations(context.person.customer);
  std::ranges::reverse(entries);
  for (const store::CustomerEntry& entry : entries) {
    if (list.size() == kListed) break;
    const auto batch = context.desk.conversations.all(entry.conversation);
    if (batch) list.push_back(listed(entry.conversation, *batch));
  }
  return http::Response::json(200, {{"conversations", std::move(list)}});
}

http::Response messages(Context& context) {
  if (const auto allowed = paced(context, "poll", context.person.token_hash,
                                 context.desk.config.limits.poll);
      !allowed) {
    return api_refusal(allowed.error());
  }
  if (const auto after = context.request.parameter("after")) {
    return newer(context, *after);
  }
  if (const auto before = context.request.parameter("before")) {
    return earlier(context, *before);
  }
  return latest(context);
}

}  // namespace support::web::widget

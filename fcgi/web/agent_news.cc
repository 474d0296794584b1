// What staff read of one conversation besides its page; see agent.h.
#include "desk/quick_replies.h"
#include "web/agent.h"
#include "web/page.h"
#include "web/people.h"
#include "web/quick.h"
#include "web/thread.h"
#include "web/transcript.h"

namespace support::web::agent {
namespace {

using base::Reason;
using base::json::Array;
using base::json::Object;

constexpr std::size_t kAtOnce = 200;  // records in one answer
constexpr std::size_t kLatest = 50;

Array views(desk::Desk& desk, const std::vector<store::Entry>& entries) {
  Array views;
  for (const auto& [record, offset] : entries) {
    if (auto view = staff_view(desk, record)) views.push_back(std::move(*view));
  }
  return views;
}

Array texts(const std::vector<std::string>& names) {
  Array array;
  for (const std::string& name : names) array.push_back(name);
  return array;
}

void add_people(const People& people, Object& answer) {
  answer.push_back({"typing", people.customer_types});
  answer.push_back({"viewing", texts(people.viewing)});
  answer.push_back({"typing_agents", texts(people.typing)});
  answer.push_back({"others", people.words});
  answer.push_back({"people", people.mark});
}

http::Response resync() {
  return http::Response::json(
      409, {{"error", Object{{"code", "resync"},
                             {"message", "Read again without a cursor."}}}});
}

// Whether the asker's page shows these people already.  Who does not say what
// it shows is told of everybody, as often as there is somebody.
bool are_shown(const Context& context, const People& people) {
  return context.request.parameter("people").value_or("n") == people.mark;
}

// What an old cursor did not have yet.
http::Response news(Context& context, const store::Cursor& after) {
  desk::Desk& desk = context.desk;
  using Growth = store::Conversations::Growth;
  auto news = desk.conversations.since(context.conversation(), after, kAtOnce);
  if (news.growth == Growth::missing) {
    return api_refusal(base::Refusal{Reason::not_found});
  }
  if (news.growth == Growth::resync) return resync();
  const People people = people_at(context);
  if (news.growth == Growth::none) {
    if (are_shown(context, people)) return http::Response::no_content();
    news.batch.cursor = after;
  }
  Object answer{{"messages", views(desk, news.batch.entries)},
                {"cursor", news.batch.cursor.text()},
                {"more", news.batch.more}};
  add_people(people, answer);
  return http::Response::json(200, answer);
}

http::Response latest(Context& context) {
  desk::Desk& desk = context.desk;
  const auto id = context.conversation();
  const auto batch = desk.conversations.last(id, kLatest);
  const auto all = desk.conversations.all(id);
  if (!batch || !all) return api_refusal(base::Refusal{Reason::not_found});
  note_event(context, "sensitive_read", "api");
  const auto status = desk::fold_all(all->entries).status;
  Object answer{{"messages", views(desk, batch->entries)},
                {"cursor", batch->cursor.text()},
                {"more", false},
                {"status", desk::name_of(status)}};
  add_people(people_at(context), answer);
  return http::Response::json(200, answer);
}

}  // namespace

http::Response messages_json(Context& context) {
  // A page that nobody looks at does not say whom it shows.
  if (context.request.parameter("people")) note_viewing(context);
  const auto after = context.request.parameter("after");
  if (!after) return latest(context);
  const auto cursor = store::Cursor::parse(*after);
  if (!cursor) {
    return api_refusal(base::Refusal{Reason::bad_request, 0, 0, "after"});
  }
  return news(context, *cursor);
}

http::Response quick_json(Context& context) {
  Array replies;
  for (const store::QuickReply& reply : quick_replies_here(context)) {
    replies.push_back(Object{{"id", reply.id},
                             {"shortcut", reply.shortcut},
                             {"title", reply.title},
                             {"text", reply.text},
                             {"own", !reply.owner.empty()}});
  }
  return http::Response::json(200, {{"quick_replies", std::move(replies)}});
}

http::Response transcript(Context& context) {
  note_event(context, "sensitive_read", "transcript");
  const auto id = context.conversation();
  auto answer =
      http::Response::text(200, transcript_text(context.desk, id, true));
  answer.set("Content-Disposition",
             http::content_disposition(true,
                                       "conversation-" + id.text() + ".txt"));
  return answer;
}

}  // namespace support::web::agent

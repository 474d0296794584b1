// What staff do to one conversation; see agent.h.
#include <functional>

#include "base/text.h"
#include "desk/message.h"
#include "desk/presence.h"
#include "web/agent.h"
#include "web/choice.h"
#include "web/forms.h"
#include "web/messages.h"
#include "web/page.h"
#include "web/thread.h"

namespace support::web::agent {
namespace {

using base::Reason;
using Done = std::expected<store::Appended, base::Refusal>;
using Rule = std::function<Done(Context&, Posted&)>;

constexpr std::size_t kAtOnce = 200;  // records in one answer
constexpr std::size_t kLatest = 50;

std::unexpected<base::Refusal> refused(Reason reason, std::string detail) {
  base::Refusal refusal{reason};
  refusal.detail = std::move(detail);
  return std::unexpected(refusal);
}

// Back to `next`, which is the dashboard with its choice, or the conversation.
std::string way_back(Context& context, const http::Form& form) {
  return next_of(form, conversation_url(context.conversation().text()));
}

// Form, rule, answer: what all POSTs here have in common.
http::Response act(Context& context, const Rule& rule) {
  auto posted = checked_post(context);
  if (!posted) return refuse(context, posted.error());
  const Done done = rule(context, *posted);
  if (!done) return refuse(context, done.error());
  if (!answers_json(context.request)) {
    return http::Response::see_other(way_back(context, posted->form));
  }
  base::json::Object answer{{"n", done->n}};
  // Nothing was written now: the asker's own cursor still tells the truth.
  if (done->n > 0 && !done->repeated) {
    answer.push_back({"cursor", done->cursor.text()});
  }
  return http::Response::json(200, answer);
}

// A key for the second thing that one form writes.
std::string second_key(const std::string& key, std::string_view suffix) {
  return key.substr(0, 36) + std::string(suffix);
}

Done write_note(Context& context, Posted& posted) {
  if (posted.file) {
    return refused(Reason::bad_request,
                   "a file would reach the customer, so a note has none");
  }
  return desk::note(context.desk, context.person, context.conversation(),
                    context.typed, posted.form.text("key"));
}

// What a form that may close knew of the conversation.  Other statuses bury
// nothing, so they ask for nothing.
std::expected<desk::Known, base::Refusal> known_in(const http::Form& form,
                                                   desk::Status to) {
  desk::Known known;
  const auto shown = form.field("shown");
  if (to != desk::Status::closed || !shown) return known;
  const auto number = base::to_number(*shown);
  if (!number || *number < 0) return refused(Reason::bad_request, "shown");
  known.shown = static_cast<std::uint64_t>(*number);
  return known;
}

// The file goes first: when it is refused, nothing was said, and the reply is
// the last word, which the status follows.
Done write_reply(Context& context, Posted& posted) {
  desk::Desk& desk = context.desk;
  const auto id = context.conversation();
  const std::string key = posted.form.text("key");
  const auto then = desk::status_named(posted.form.text("then"))
                        .value_or(desk::Status::pending);
  const auto known = known_in(posted.form, then);
  if (!known) return std::unexpected(known.error());
  const bool has_text = !base::trimmed(context.typed).empty();
  if (has_text || !posted.file) {
    const auto fits = desk::checked_text(desk.config.limits, context.typed);
    if (!fits) return std::unexpected(fits.error());
  }
  if (posted.file) {
    auto done = desk::attach(desk, context.person, true, id, *posted.file,
                             second_key(key, "-f"), *known);
    if (!done) return done;
    note_event(context, "upload_complete", std::to_string(done->n));
    if (!has_text) {
      if (then == desk::Status::pending) return done;
      return desk::set_status(desk, context.person, id, then,
                              second_key(key, "-s"), *known);
    }
  }
  return desk::reply(desk, context.person, id, context.typed, key, then,
                     *known);
}

Done write_said(Context& context, Posted& posted) {
  if (posted.form.text("kind") == "note") return write_note(context, posted);
  return write_reply(context, posted);
}

desk::State state_now(Context& context) {
  const auto all = context.desk.conversations.all(context.conversation());
  return all ? desk::fold_all(all->entries) : desk::State{};
}

// Changes the assignee unless somebody else did since the page was made; the
// look and the write are one, so that two do not both take a conversation.
Done write_assign(Context& context, Posted& posted) {
  const http::Form& form = posted.form;
  const std::string to = form.text("assignee");
  const auto was = form.field("was_assignee");
  if (was && *was == to) return store::Appended{};
  desk::Known known;
  if (was) known.assignee = *was;
  return desk::assign(context.desk, context.person, context.conversation(), to,
                      second_key(form.text("key"), "-a"), known);
}

// Both halves of the box "Status".
Done write_status(Context& context, Posted& posted) {
  const http::Form& form = posted.form;
  const auto to = desk::status_named(form.text("status"));
  if (!to) return refused(Reason::bad_request, "status");
  const auto was = form.field("was_status");
  Done done = store::Appended{};
  if (!was || *was != form.text("status")) {
    auto known = known_in(form, *to);
    if (!known) return std::unexpected(known.error());
    known->status = desk::status_named(was.value_or(""));
    if (was && !known->status) {
      return refused(Reason::bad_request, "was_status");
    }
    done = desk::set_status(context.desk, context.person,
                            context.conversation(), *to, form.text("key"),
                            *known);
  }
  if (!done || !form.field("assignee")) return done;
  const Done assigned = write_assign(context, posted);
  if (!assigned || assigned->n > 0) return assigned;
  return done;
}

// What an old cursor did not have yet.
http::Response news(Context& context, const store::Cursor& after) {
  desk::Desk& desk = context.desk;
  const auto id = context.conversation();
  using Growth = store::Conversations::Growth;
  auto news = desk.conversations.since(id, after, kAtOnce);
  if (news.growth == Growth::missing) {
    return api_refusal(base::Refusal{Reason::not_found});
  }
  if (news.growth == Growth::resync) {
    return http::Response::json(
        409, {{"error", base::json::Object{
                            {"code", "resync"},
                            {"message", "Read again without a cursor."}}}});
  }
  const bool types = desk::customer_types(desk, id.text());
  if (news.growth == Growth::none && !types) {
    return http::Response::no_content();
  }
  if (news.growth == Growth::none) news.batch.cursor = after;
  base::json::Array messages;
  for (const auto& [record, offset] : news.batch.entries) {
    if (auto view = staff_view(desk, record)) {
      messages.push_back(std::move(*view));
    }
  }
  return http::Response::json(200, {{"messages", std::move(messages)},
                                    {"cursor", news.batch.cursor.text()},
                                    {"more", news.batch.more},
                                    {"typing", types}});
}

http::Response latest(Context& context) {
  desk::Desk& desk = context.desk;
  const auto id = context.conversation();
  const auto batch = desk.conversations.last(id, kLatest);
  if (!batch) return api_refusal(base::Refusal{Reason::not_found});
  base::json::Array messages;
  for (const auto& [record, offset] : batch->entries) {
    if (auto view = staff_view(desk, record)) {
      messages.push_back(std::move(*view));
    }
  }
  const std::string status(desk::name_of(state_now(context).status));
  return http::Response::json(
      200, {{"messages", std::move(messages)},
            {"cursor", batch->cursor.text()},
            {"more", false},
            {"typing", desk::customer_types(desk, id.text())},
            {"status", status}});
}

}  // namespace

http::Response messages_json(Context& context) {
  const auto after = context.request.parameter("after");
  if (!after) return latest(context);
  const auto cursor = store::Cursor::parse(*after);
  if (!cursor) {
    return api_refusal(base::Refusal{Reason::bad_request, 0, 0, "after"});
  }
  return news(context, *cursor);
}

http::Response send(Context& context) { return act(context, write_said); }
http::Response upload(Context& context) { return act(context, write_said); }
http::Response note(Context& context) { return act(context, write_note); }
http::Response status(Context& context) { return act(context, write_status); }
http::Response assign(Context& context) { return act(context, write_assign); }

http::Response seen(Context& context) {
  const auto form = checked_form(context);
  if (!form) return refuse(context, form.error());
  const auto upto = base::to_number(form->text("upto"));
  if (!upto || *upto < 1) {
    return refuse(context, base::Refusal{Reason::bad_request, 0, 0, "upto"});
  }
  const auto marked = desk::mark_seen(
      context.desk, context.person, true, context.conversation(),
      static_cast<std::uint64_t>(*upto));
  if (!marked) return refuse(context, marked.error());
  return http::Response::no_content();
}

http::Response typing(Context& context) {
  const auto form = checked_form(context);
  if (!form) return refuse(context, form.error());
  desk::note_agent_typing(context.desk, context.conversation().text(),
                          context.person.number);
  return http::Response::no_content();
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

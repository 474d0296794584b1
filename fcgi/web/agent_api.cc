// What staff do to one conversation; see agent.h.
#include "base/text.h"
#include "desk/presence.h"
#include "web/agent.h"
#include "web/agent_act.h"
#include "web/page.h"

namespace support::web::agent {
namespace {

using base::Reason;

Done write_note(Context& context, Posted& posted) {
  if (posted.file) {
    return refused(Reason::bad_request,
                   "a file would reach the customer, so a note has none");
  }
  return desk::note(context.desk, context.person, context.conversation(),
                    context.typed, posted.form.text("key"));
}

// The number of a record; nothing when the field is absent.
std::expected<std::optional<std::uint64_t>, base::Refusal> record_in(
    const http::Form& form, std::string_view name) {
  const auto field = form.field(name);
  if (!field) return std::nullopt;
  const auto number = base::to_number(*field);
  if (!number || *number < 0) {
    return refused(Reason::bad_request, std::string(name));
  }
  return static_cast<std::uint64_t>(*number);
}

// Who closes must have seen the customer's last word, who replies what a
// colleague answered.  Other statuses bury nothing.
std::expected<desk::Known, base::Refusal> known_in(const http::Form& form,
                                                   desk::Status to,
                                                   bool is_reply) {
  const auto shown = record_in(form, "shown");
  if (!shown) return std::unexpected(shown.error());
  const auto read = record_in(form, "read");
  if (!read) return std::unexpected(read.error());
  desk::Known known;
  if (to == desk::Status::closed) known.shown = *shown;
  if (is_reply) known.read = *read ? *read : *shown;
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
  const auto known = known_in(posted.form, then, true);
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
    posted.file.reset();
    if (!has_text) {
      if (then == desk::Status::pending) return done;
      return desk::set_status(desk, context.person, id, then,
                              second_key(key, "-s"), *known);
    }
  }
  return desk::reply(desk, context.person, id, context.typed, key, then,
                     *known, quick_in(posted.form));
}

Done write_said(Context& context, Posted& posted) {
  if (posted.form.text("kind") == "note") return write_note(context, posted);
  return write_reply(context, posted);
}

// Changes the assignee unless somebody else did since the page was made; the
// look and the write are one, so that two do not both take a conversation.
Done change_assignee(Context& context, const http::Form& form,
                     const std::string& note) {
  const std::string to = form.text("assignee");
  const auto was = form.field("was_assignee");
  if (was && *was == to) return store::Appended{};
  desk::Known known;
  if (was) known.assignee = *was;
  return desk::assign(context.desk, context.person, context.conversation(), to,
                      second_key(form.text("key"), "-a"), known, note);
}

// With what the next one should know: where nothing was handed over, it is a
// note like any other, so that it is not lost.
Done write_assign(Context& context, Posted& posted) {
  const bool has_note = !base::trimmed(context.typed).empty();
  if (has_note) {
    const auto fits =
        desk::checked_text(context.desk.config.limits, context.typed);
    if (!fits) return std::unexpected(fits.error());
  }
  const Done done = change_assignee(context, posted.form,
                                    has_note ? context.typed : "");
  if (!done || done->n > 0 || !has_note) return done;
  return desk::note(context.desk, context.person, context.conversation(),
                    context.typed, second_key(posted.form.text("key"), "-n"));
}

Done change_status(Context& context, const http::Form& form,
                   const std::optional<std::string>& was) {
  const auto to = desk::status_named(form.text("status"));
  if (!to) return refused(Reason::bad_request, "status");
  if (was && *was == form.text("status")) return store::Appended{};
  auto known = known_in(form, *to, false);
  if (!known) return std::unexpected(known.error());
  known->status = desk::status_named(was.value_or(""));
  if (was && !known->status) return refused(Reason::bad_request, "was_status");
  return desk::set_status(context.desk, context.person, context.conversation(),
                          *to, form.text("key"), *known);
}

// Both halves of the box "Status".
Done write_status(Context& context, Posted& posted) {
  const http::Form& form = posted.form;
  const Done done = change_status(context, form, form.field("was_status"));
  if (!done || !form.field("assignee")) return done;
  const Done assigned = write_assign(context, posted);
  return !assigned || assigned->n > 0 ? assigned : done;
}

Done write_tag(Context& context, Posted& posted) {
  const http::Form& form = posted.form;
  const std::string action = form.text("action");
  if (action != "add" && action != "remove") {
    return refused(Reason::bad_request, "action");
  }
  const auto change = action == "add" ? desk::add_tag : desk::remove_tag;
  return change(context.desk, context.person, context.conversation(),
                form.text("tag"), form.text("key"));
}

}  // namespace

http::Response send(Context& context) { return act(context, write_said); }
http::Response upload(Context& context) { return act(context, write_said); }
http::Response note(Context& context) { return act(context, write_note); }
http::Response status(Context& context) { return act(context, write_status); }
http::Response assign(Context& context) { return act(context, write_assign); }
http::Response tag(Context& context) { return act(context, write_tag); }

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

}  // namespace support::web::agent

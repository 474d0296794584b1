// The staff's own pages and the requests behind them.  Every POST is a form
// or JSON (Accept: application/json asks for a JSON answer; a form is
// answered 303), and carries `csrf` and a `key` that makes it count once.
#pragma once

#include "web/context.h"

namespace support::web::agent {

// GET /support/agent/conversation/<id>/: 303 to the conversation's page.
http::Response home(Context& context);

// GET /support/agent/dashboard/?whose=all|mine|unassigned
http::Response dashboard(Context& context);

// GET /support/agent/api/conversations/?whose=…&version=N&here=ID,ID,…:
// {version, now, counts, here}, and unless the version is N: open (the longest
// wait first) and latest (those who wait, the latest message first).  `here`
// has a sentence for each of the conversations asked for at which somebody is.
http::Response list_json(Context& context);

// GET …/conversation/<id>/messages/?after=CURSOR&people=MARK: 204 when nothing
// is new and the same people are there as `people` says, else {messages,
// cursor, more, typing, viewing, typing_agents, others, people}, notes
// included; 409 resync when the cursor does not fit.  `people` is sent by a
// page that is looked at: its agent then counts as viewing.  Without `after`
// the last 50, and the status.
http::Response messages_json(Context& context);

// GET …/quick-replies/: {quick_replies: [{id, shortcut, title, text, own}]},
// the names in them filled in for this conversation.
http::Response quick_json(Context& context);

// What a POST below refuses is shown, to a person, on the conversation's page
// with everything that the form held.

// POST …/send/ (text, file, kind=reply|note, then=pending|closed|open, quick):
// a reply, a file or both; kind=note makes a note of it, in which case there
// must be no file.  upload/ is the same.  `shown` is the number of the last
// record that its sender saw: 409, and nothing is written, when another agent
// has answered since, or, of what closes, when the customer has said
// something since; `read` takes its place for the first, where the sender had
// begun to write by then.  `quick` has the ids of the quick replies used, with a
// blank between.  Answers {n, cursor}; n is 0 when nothing had to change, and
// a repetition has no cursor.
http::Response send(Context& context);
http::Response upload(Context& context);
// POST …/note/ (text): an internal note.
http::Response note(Context& context);
// POST …/insert/ (insert, and what send/ takes): the page, with the text of the
// quick reply of this id after what was typed.  Writes nothing.
http::Response insert(Context& context);

// POST …/status/ (status, was_status, assignee, was_assignee, text, shown):
// what differs from `was_` is changed; without `was_` it is set.  `text` is a
// note for whoever takes over.  409 when it is no longer `was_`, and as above.
http::Response status(Context& context);
// POST …/assign/ (assignee: a login or nothing, was_assignee, text): 409 when
// the conversation is no longer was_assignee's.
http::Response assign(Context& context);
// POST …/tag/ (action=add|remove, tag).
http::Response tag(Context& context);

// POST …/seen/ (upto): 204.  POST …/typing/: 204.
http::Response seen(Context& context);
http::Response typing(Context& context);

// GET …/transcript/: text/plain, with internal notes.
http::Response transcript(Context& context);

// GET /support/agent/account/: one's own profile.
http::Response account(Context& context);
// POST /support/agent/account/, `what` says what changes: availability
// (available=yes|no, next), profile (name, display_name, rev), password (old,
// fresh, again), end_session (session), end_others.
http::Response availability(Context& context);

}  // namespace support::web::agent

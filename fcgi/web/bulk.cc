#include "web/bulk.h"

#include <algorithm>
#include <chrono>

#include "base/crypto.h"
#include "base/seldom.h"
#include "desk/message.h"
#include "web/bulk_form.h"
#include "web/bulk_result.h"
#include "web/forms.h"
#include "web/messages_page.h"
#include "web/page.h"

namespace support::web::bulk {
namespace {

// A handler is ended after 20 s; each conversation may wait 2 s for its lock.
constexpr std::chrono::seconds kPatience{10};

using Changed = std::expected<store::Appended, base::Refusal>;

// The same form again gives the same keys; another deed of it other ones.
std::string key_for(const Wish& wish, const Item& item) {
  const std::string what = wish.key + "|" + std::string(name_of(wish.action)) +
                           "|" + wish.argument + "|" + item.id.text();
  return base::crypto::blake2b_hex(what).substr(0, 32);
}

bool is_said(const store::Record& record) {
  return record.kind == store::Kind::message ||
         record.kind == store::Kind::file;
}

// The last record that the page can have shown.  By number of messages and by
// time: one that was taken out since leaves the number too high.
std::uint64_t shown_of(const std::vector<store::Entry>& entries,
                       const Item& item) {
  std::uint64_t shown = 0;
  std::int64_t messages = 0;
  for (const store::Entry& entry : entries) {
    if (entry.record.t > item.last) break;
    if (is_said(entry.record) && ++messages > *item.messages) break;
    shown = entry.record.n;
  }
  return shown;
}

Changed change_one(Context& context, const Wish& wish, const Item& item,
                 const std::vector<store::Entry>& entries) {
  desk::Desk& desk = context.desk;
  const desk::Person& person = context.person;
  const std::string key = key_for(wish, item);
  desk::Known known;
  switch (wish.action) {
    case Action::assign:
      known.assignee = item.assignee;
      return desk::assign(desk, person, item.id, wish.argument, key, known);
    case Action::tag:
      return desk::add_tag(desk, person, item.id, wish.argument, key);
    case Action::untag:
      return desk::remove_tag(desk, person, item.id, wish.argument, key);
    case Action::close:
      if (item.messages) known.shown = shown_of(entries, item);
      return desk::set_status(desk, person, item.id, desk::Status::closed, key,
                              known);
    case Action::reopen:
      known.status = desk::Status::closed;
      return desk::set_status(desk, person, item.id,
                              item.before == 'p' ? desk::Status::pending
                                                 : desk::Status::open,
                              key, known);
  }
  return {};
}

Why why_of(const Wish& wish, base::Reason reason) {
  switch (reason) {
    case base::Reason::conflict:
      return wish.action == Action::close ? Why::news : Why::changed;
    case base::Reason::not_found:
    case base::Reason::gone: return Why::missing;
    case base::Reason::bad_request:
      return wish.action == Action::tag ? Why::full : Why::failed;
    default: return Why::failed;
  }
}

bool holds(const Wish& wish, const desk::State& now) {
  switch (wish.action) {
    case Action::assign: return now.assignee == wish.argument;
    case Action::close: return now.status == desk::Status::closed;
    case Action::reopen: return now.status != desk::Status::closed;
    case Action::tag:
      return std::ranges::count(now.tags, wish.argument) > 0;
    case Action::untag:
      return std::ranges::count(now.tags, wish.argument) == 0;
  }
  return false;
}

// The status that a close ended, also when it was done by an earlier request.
char letter_before(const std::vector<store::Entry>& entries, std::uint64_t n) {
  desk::State before;
  for (const store::Entry& entry : entries) {
    if (entry.record.n < n) desk::fold(before, entry.record);
  }
  return before.status == desk::Status::pending ? 'p' : 'o';
}

void do_one(Context& context, const Wish& wish, const Item& item,
            Outcome& outcome) {
  const auto all = context.desk.conversations.all(item.id);
  const std::string& id = item.id.text();
  if (!all || all->entries.empty()) {
    outcome.skipped.push_back({id, Why::missing});
    return;
  }
  const desk::State was = desk::fold_all(all->entries);
  const auto done = change_one(context, wish, item, all->entries);
  if (!done) {
    outcome.skipped.push_back({id, why_of(wish, done.error().reason)});
  } else if (done->n == 0) {
    outcome.skipped.push_back({id, Why::same});
  } else if (done->repeated && !holds(wish, was)) {
    outcome.skipped.push_back({id, Why::changed});
  } else {
    const bool is_close = wish.action == Action::close;
    outcome.done.push_back(
        {id, is_close ? letter_before(all->entries, done->n) : '-'});
  }
}

// What the disk or the time refuses is told with the rest: some are done.
Outcome do_all(Context& context, const Wish& wish) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  Outcome outcome{wish.action, wish.argument, {}, {}};
  bool is_sick = false;
  for (const Item& item : wish.items) {
    if (is_sick || std::chrono::steady_clock::now() > end) {
      outcome.skipped.push_back({item.id.text(), Why::failed});
      continue;
    }
    try {
      do_one(context, wish, item, outcome);
    } catch (const base::IoError& error) {
      if (outcome.done.empty()) throw;
      base::log_seldom("error", "bulk_failed", std::to_string(error.error()),
                       {{"id", context.request.id}, {"what", error.what()}});
      outcome.skipped.push_back({item.id.text(), Why::failed});
      is_sick = true;
    }
  }
  return outcome;
}

http::Response as_json(const Outcome& outcome) {
  base::json::Array done, skipped;
  for (const Done& one : outcome.done) done.emplace_back(one.conversation);
  for (const Skipped& one : outcome.skipped) {
    skipped.emplace_back(base::json::Object{{"id", one.conversation},
                                            {"why", name_of(one.why)}});
  }
  return http::Response::json(200, {{"action", name_of(outcome.action)},
                                    {"done", std::move(done)},
                                    {"skipped", std::move(skipped)}});
}

messages::Wish list_of(Context& context, const http::Form& form) {
  const auto back = http::Form::parse(form.text("back"));
  return messages::wish_of(context.desk, context.person,
                           back.value_or(http::Form()));
}

http::Response refused(Context& context, const http::Form& form,
                       Errors errors) {
  if (answers_json(context.request)) {
    return http::Response::json(
        422, {{"error", base::json::Object{
                            {"code", "invalid"},
                            {"message", errors.front().message}}}});
  }
  messages::BulkForm bulk{form.text("action"), form.text("to"),
                          form.text("tag"), {}, std::move(errors)};
  for (const std::string& text : named_in(form)) {
    bulk.chosen.insert(text.substr(0, text.find('.')));
  }
  return messages::page_again(context, list_of(context, form), bulk, 422);
}

}  // namespace

http::Response post(Context& context) {
  const auto form = checked_form(context);
  if (!form) return refuse(context, form.error());
  Errors errors;
  const Wish wish = wish_in(context, *form, errors);
  if (!store::is_message_key(wish.key)) {
    return refuse(context, {.reason = base::Reason::bad_request,
                            .detail = "key"});
  }
  if (!errors.empty()) return refused(context, *form, std::move(errors));
  const Outcome outcome = do_all(context, wish);
  if (answers_json(context.request)) return as_json(outcome);
  const messages::Wish list = list_of(context, *form);
  const std::string query =
      messages::query_of(list.asked, list.position);
  return http::Response::see_other(std::string(kMessages) + "?" + query +
                                   (query.empty() ? "" : "&") + "result=" +
                                   packed(context, outcome));
}

}  // namespace support::web::bulk

#include "web/thread.h"

#include <algorithm>

#include "base/text.h"
#include "desk/worklist.h"
#include "store/files.h"
#include "web/messages.h"
#include "web/words.h"

namespace support::web {
namespace {

using desk::Side;
using store::Kind;
using store::Record;

struct Thread {
  Context& context;
  const store::ConversationId& id;
  const desk::State& state;
  std::string customer;
  std::uint64_t last_reply = 0;  // the newest word of staff: it is marked
};

std::string who(Thread& thread, std::string_view by) {
  if (by == "s:hours") return "Automatic reply, outside our hours";
  if (desk::side_of(by) == Side::system) return "Automatic reply";
  const std::string name =
      desk::shown_name(thread.context.desk, by, thread.customer);
  return name.empty() ? "A former agent" : name;
}

// Every name that p_message.html asks for: what an item leaves out would be
// looked up outside of it.
Data item(Thread& thread, const Record& record) {
  const Moment when = moment(thread.context.desk, record.t);
  Data data;
  for (const char* name :
       {"is_day", "is_event", "is_note", "is_said", "is_text", "is_image",
        "is_file", "out", "auto", "seen", "icon_person", "icon_tick",
        "icon_talk"}) {
    data.set(name, false);
  }
  for (const char* name : {"text", "mark", "event", "key"}) data.set(name, "");
  data.set("n", static_cast<std::int64_t>(record.n))
      .set("id_here", "m-" + std::to_string(record.n))
      .set("full", when.full)
      .set("stamp", when.day + " " + when.with_seconds())
      .set("iso", when.iso)
      .set("time", when.time);
  return data;
}

Data day_line(Thread& thread, const Record& record, const Moment& when) {
  Data data = item(thread, record);
  return data.set("is_day", true)
      .set("day", when.day)
      .set("date_iso", when.day)
      .set("date", when.date);
}

Data event(Thread& thread, const Record& record, std::string words,
           const char* icon) {
  Data data = item(thread, record);
  return data.set("is_event", true).set("event", std::move(words)).set(icon,
                                                                      true);
}

std::string opening_words(const Record& record) {
  if (record.n > 1) return "The customer signed in to the shop";
  const std::string page = record.field("page");
  return page.empty() ? "Started" : "Started on the page " + page;
}

std::string rating_words(const Record& record) {
  const std::string words = "The customer rated the conversation " +
                            std::to_string(record.number("value")) + " of 5";
  const std::string comment = base::one_line(record.text());
  return comment.empty() ? words : words + ": “" + comment + "”";
}

std::string status_words(Thread& thread, const Record& record) {
  const bool by_itself = desk::side_of(record.by) == Side::system;
  const std::string to = record.field("to");
  if (by_itself && to == "closed") {
    return record.by == "s:silence" ? "Closed by itself after a long silence"
                                    : "Closed by itself";
  }
  const std::string agent = by_itself ? "The system" : who(thread, record.by);
  if (to == "closed") return agent + " closed the conversation";
  if (to == "pending") return agent + " set the conversation to pending";
  return agent + " opened the conversation again";
}

std::string assign_words(Thread& thread, const Record& record) {
  const std::string to = record.field("to");
  const std::string agent = who(thread, record.by);
  const bool by_itself = desk::side_of(record.by) == Side::system;
  if (by_itself) return "Given to " + who(thread, "a:" + to) + " by itself";
  if (to.empty()) return agent + " gave the conversation back";
  if (record.by == "a:" + to) return agent + " took the conversation";
  return agent + " gave the conversation to " + who(thread, "a:" + to);
}

std::string tag_words(Thread& thread, const Record& record) {
  const std::string added = record.field("add");
  const std::string agent = who(thread, record.by);
  if (added.empty()) {
    return agent + " took off the tag " + record.field("remove");
  }
  return agent + " added the tag " + added;
}

// What a message and a file have in common.
Data said(Thread& thread, const Record& record) {
  const Side side = desk::side_of(record.by);
  Data data = item(thread, record);
  data.set("is_said", true)
      .set("who", who(thread, record.by))
      .set("out", side != Side::customer)
      .set("auto", side == Side::system);
  if (side == Side::agent) data.set("key", record.id);
  if (record.n == thread.last_reply) {
    const bool seen = record.n <= thread.state.customer_seen;
    data.set("seen", seen).set("mark", seen ? "Seen" : "Sent");
  }
  return data;
}

Data file_item(Thread& thread, const Record& record) {
  const store::StoredFile file = store::file_in(record);
  const store::FileType* type = store::type_by_media(file.media);
  const bool is_image = type && type->is_image && file.width > 0;
  Data data = said(thread, record);
  return data.set("is_image", is_image)
      .set("is_file", !is_image)
      .set("file_url", "/support/file/" + thread.id.text() + "/" +
                           std::to_string(record.n))
      .set("file_name", file.name)
      .set("file_size", size_text(file.bytes))
      .set("width", file.width)
      .set("height", file.height);
}

std::optional<Data> shown(Thread& thread, const Record& record) {
  switch (record.kind) {
    case Kind::open:
      return event(thread, record, opening_words(record), "icon_talk");
    case Kind::message:
      return said(thread, record).set("is_text", true).set("text",
                                                           record.text());
    case Kind::note:
      return item(thread, record)
          .set("is_note", true)
          .set("who", who(thread, record.by))
          .set("key", record.id)
          .set("text", record.text());
    case Kind::file:
      return file_item(thread, record);
    case Kind::status:
      return event(thread, record, status_words(thread, record), "icon_tick");
    case Kind::assign:
      return event(thread, record, assign_words(thread, record),
                   "icon_person");
    case Kind::tag:
      return event(thread, record, tag_words(thread, record), "icon_person");
    case Kind::rating:
      return event(thread, record, rating_words(record), "icon_tick");
    case Kind::voided:
      return event(thread, record, "A message was removed", "icon_tick");
    default:
      return std::nullopt;
  }
}

Data opened_again(Thread& thread, const Record& record) {
  Data data = event(thread, record, "This opened the conversation again",
                    "icon_talk");
  // The message has the other id.
  return data.set("id_here", "m-" + std::to_string(record.n) + "-again");
}

}  // namespace

std::string customer_name(const desk::State& state, std::string_view id) {
  return state.name.empty() ? desk::guest_name(id) : state.name;
}

std::vector<Data> thread_data(Context& context,
                              const store::ConversationId& id,
                              const std::vector<store::Entry>& entries,
                              const desk::State& state) {
  Thread thread{context, id, state, customer_name(state, id.text())};
  for (const auto& [record, offset] : entries) {
    const bool is_said =
        record.kind == Kind::message || record.kind == Kind::file;
    if (is_said && desk::side_of(record.by) == Side::agent) {
      thread.last_reply = record.n;
    }
  }
  std::vector<Data> items;
  std::string day;
  desk::State so_far;
  for (const auto& [record, offset] : entries) {
    const bool was_closed = so_far.status == desk::Status::closed;
    desk::fold(so_far, record);
    auto data = shown(thread, record);
    if (!data) continue;
    const Moment when = moment(context.desk, record.t);
    if (when.day != day) items.push_back(day_line(thread, record, when));
    day = when.day;
    items.push_back(std::move(*data));
    // No record says so: it is a rule of the fold.
    if (was_closed && desk::side_of(record.by) == Side::customer &&
        so_far.status == desk::Status::open) {
      items.push_back(opened_again(thread, record));
    }
  }
  return items;
}

std::optional<base::json::Object> staff_view(desk::Desk& desk,
                                             const Record& record) {
  if (auto view = customer_view(desk, record)) {
    if (record.kind == Kind::rating) view->push_back({"text", record.text()});
    return view;
  }
  base::json::Object view{{"n", record.n},
                          {"t", base::iso(record.t)},
                          {"kind", record.kind_name}};
  const auto add = [&](const char* name, std::string value) {
    view.push_back({name, std::move(value)});
  };
  switch (record.kind) {
    case Kind::note:
      add("name", desk::shown_name(desk, record.by, ""));
      add("text", record.text());
      return view;
    case Kind::tag:
      add("add", record.field("add"));
      add("remove", record.field("remove"));
      return view;
    case Kind::seen:
      if (desk::side_of(record.by) != Side::customer) return std::nullopt;
      view.push_back({"upto", record.number("upto")});
      return view;
    default:
      return std::nullopt;
  }
}

}  // namespace support::web

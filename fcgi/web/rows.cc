#include "web/rows.h"

#include "web/forms.h"
#include "web/here.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web {
namespace {

// What the first column counts from.
base::Time begin_of_wait(const index::Row& row) {
  if (row.awaiting) return row.waiting_since;
  return row.status == "closed" ? row.closed : row.last;
}

// The first column: how long, and since when.
void set_wait(Context& context, const index::Row& row, Data& data) {
  const base::Millis waited = context.desk.now() - begin_of_wait(row);
  const Moment begin = moment(context.desk, begin_of_wait(row));
  const bool late = row.awaiting && waited > kWaitTarget;
  std::string wait = how_long(waited);
  std::string note = "since the last message";
  if (row.awaiting) {
    note = late ? "over " + how_long(kWaitTarget) : "waiting";
  } else if (row.status == "closed") {
    wait = begin.brief;
    note = "closed";
  } else if (row.last_by == "agent") {
    note = "since our reply";
  }
  data.set("wait", wait).set("wait_note", note).set("late", late);
  data.set("wait_iso", begin.iso).set("wait_full", begin.full);
  data.set("since", begin.day_and_time());
}

std::string stamp_of(const index::Row& row) {
  return std::to_string(row.messages) + " " + row.status + " " + row.assignee;
}

std::string preview_of(const index::Row& row) {
  if (row.last_by == "agent") return "Our reply: " + row.preview;
  return row.preview;
}

}  // namespace

void set_status_flags(Data& data, std::string_view status, bool awaiting) {
  const bool open = status == "open";
  data.set("is_awaiting", open && awaiting)
      .set("is_open", open && !awaiting)
      .set("is_pending", status == "pending")
      .set("is_closed", status == "closed");
}

Data row_data(Context& context, const desk::WorkItem& item) {
  const index::Row& row = item.row;
  Data data;
  data.set("id", row.id)
      .set("url", conversation_url(row.id))
      .set("name", item.shown_name)
      .set("verified", row.verified)
      .set("preview", preview_of(row))
      .set("tags", tags_data(row.tags))
      .set("tagged", !row.tags.empty())
      .set("assignee", item.assignee_name)
      .set("assignee_initials", initials(item.assignee_name))
      .set("may_take", row.assignee.empty() && row.status != "closed")
      .set("key", fresh_key())
      .set("messages", grouped(row.messages))
      .set("stamp", stamp_of(row))
      .set("here", here_words(context, row.id));
  set_status_flags(data, row.status, row.awaiting);
  set_wait(context, row, data);
  return data;
}

std::vector<Data> rows_data(Context& context,
                            const std::vector<desk::WorkItem>& items) {
  std::vector<Data> rows;
  rows.reserve(items.size());
  for (const desk::WorkItem& item : items) {
    rows.push_back(row_data(context, item));
  }
  return rows;
}

std::vector<Data> tags_data(const std::vector<std::string>& tags) {
  std::vector<Data> list;
  for (const std::string& tag : tags) {
    list.push_back(Data().set("tag", tag));
  }
  return list;
}

}  // namespace support::web

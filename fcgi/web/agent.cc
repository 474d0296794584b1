// What a page asks of the lists every 2 s; see agent.h.
#include "web/agent.h"

#include "base/text.h"
#include "web/choice.h"
#include "web/here.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web {
namespace agent {
namespace {

using base::json::Array;
using base::json::Object;

constexpr std::int64_t kRows = 20;
constexpr std::int64_t kLatest = 5;

Object counts_json(Context& context, const index::Counts& counts) {
  std::int64_t oldest_s = 0;
  if (counts.oldest_wait) {
    const base::Millis wait = context.desk.now() - *counts.oldest_wait;
    oldest_s = std::chrono::floor<base::Seconds>(wait).count();
  }
  return {{"open", counts.open},
          {"pending", counts.pending},
          {"closed_today", counts.closed_from},
          {"awaiting", counts.awaiting},
          {"unassigned", counts.unassigned},
          {"mine", counts.mine},
          {"oldest_wait_s", oldest_s}};
}

Object row_json(const desk::WorkItem& item) {
  const index::Row& row = item.row;
  Object object{{"id", row.id},
                {"url", conversation_url(row.id)},
                {"name", item.shown_name},
                {"verified", row.verified},
                {"status", row.status},
                {"assignee", item.assignee_name},
                {"preview", row.preview},
                {"last", base::iso(row.last)},
                {"awaiting", row.awaiting},
                {"unread", row.unread}};
  if (row.awaiting) {
    object.push_back({"waiting_since", base::iso(row.waiting_since)});
  }
  return object;
}

Array rows_json(const std::vector<desk::WorkItem>& items) {
  Array rows;
  for (const desk::WorkItem& item : items) rows.push_back(row_json(item));
  return rows;
}

}  // namespace

http::Response home(Context& context) {
  return http::Response::see_other(
      conversation_url(context.conversation().text()));
}

http::Response list_json(Context& context) {
  desk::Desk& desk = context.desk;
  const http::Request& request = context.request;
  const auto counts = desk.listing.counts(context.person.login,
                                          desk::start_of_today(desk));
  const Moment now = moment(desk, desk.now());
  Object answer{
      {"version", counts.version},
      {"now", Object{{"iso", now.iso}, {"time", now.with_seconds()}}},
      {"counts", counts_json(context, counts)},
      {"here", here_json(context, request.parameter("here").value_or(""))}};
  const auto known = base::to_number(request.parameter("version").value_or(""));
  if (known != counts.version) {
    const desk::Whose whose = choice_of(request).whose;
    answer.push_back({"open", rows_json(desk::open_ones(desk, context.person,
                                                        whose, kRows))});
    answer.push_back({"latest", rows_json(desk::latest_waiting(desk, kLatest))});
  }
  return http::Response::json(200, answer);
}

}  // namespace agent
}  // namespace support::web

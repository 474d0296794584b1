#include "web/agent.h"

#include "web/forms.h"
#include "web/page.h"
#include "web/rows.h"
#include "web/words.h"

namespace support::web::agent {
namespace {

constexpr std::int64_t kRows = 20;
using base::json::Object;

struct Choice {
  desk::Whose whose;
  std::string_view name, label;
};
constexpr Choice kChoices[] = {
    {desk::Whose::all, "all", "All"},
    {desk::Whose::mine, "mine", "Mine"},
    {desk::Whose::unassigned, "unassigned", "Unassigned"}};

const Choice& choice_of(const http::Request& request) {
  const std::string asked = request.parameter("whose").value_or("all");
  for (const Choice& choice : kChoices) {
    if (choice.name == asked) return choice;
  }
  return kChoices[0];
}

Data tile(std::string_view name, std::string_view label, std::string value,
          std::string words, std::string_view url) {
  Data data;
  data.set("tile", name).set("label", label).set("value", std::move(value));
  data.set("words", std::move(words)).set("url", url);
  return data.set("unit", "").set("late", false);
}

Data oldest_wait_tile(Context& context, const index::Counts& counts) {
  constexpr std::string_view kUrl = "/support/conversations/?status=open";
  if (!counts.oldest_wait) {
    return tile("oldest", "Oldest wait", "–", "nobody is waiting", kUrl);
  }
  const base::Millis wait = context.desk.now() - *counts.oldest_wait;
  std::string value = how_long(wait), unit;
  if (value.ends_with(" min") || value.ends_with(" h")) {
    const auto blank = value.rfind(' ');
    unit = value.substr(blank + 1);
    value.resize(blank);
  }
  Data data = tile("oldest", "Oldest wait", value,
                   "target is " + how_long(kWaitTarget), kUrl);
  return data.set("unit", unit).set("late", wait > kWaitTarget);
}

std::vector<Data> tiles(Context& context, const index::Counts& counts) {
  const std::string yours =
      counts.mine > 0 ? grouped(counts.mine) + " of them yours"
                      : "and " + grouped(counts.pending) + " pending";
  std::vector<Data> tiles;
  tiles.push_back(tile("awaiting", "Awaiting us", grouped(counts.awaiting),
                       counts.awaiting == 0   ? "everyone has an answer"
                       : counts.awaiting == 1 ? "customer without an answer"
                                              : "customers without an answer",
                       "/support/conversations/?status=open"));
  tiles.push_back(
      tile("unassigned", "Unassigned", grouped(counts.unassigned),
           counts.unassigned == 0 ? "nothing to take" : "nobody has taken them",
           "?whose=unassigned"));
  tiles.push_back(tile("open", "Open", grouped(counts.open), yours,
                       "/support/conversations/?status=open"));
  tiles.push_back(oldest_wait_tile(context, counts));
  return tiles;
}

struct List {
  std::string_view name, status, today, hint, empty_head, empty_words;
  std::int64_t count;
};

Data list_data(Context& context, const List& list,
               const std::vector<desk::WorkItem>& items) {
  Data data;
  set_status_flags(data, list.status, false);
  data.set("list", list.name)
      .set("status", list.status)
      .set("today", list.today)
      .set("hint", list.hint)
      .set("count", grouped(list.count))
      .set("filled", !items.empty())
      .set("small", list.name != "open")
      .set("empty_head", list.empty_head)
      .set("empty_words", list.empty_words)
      .set("whose_choice", false)
      .set("shown", grouped(static_cast<std::int64_t>(items.size())) + " of " +
                        grouped(list.count))
      .set("all", "All " + std::string(list.status))
      .set("rows", rows_data(context, items));
  return data;
}

Data open_list(Context& context, const desk::Dashboard& board,
               const Choice& chosen) {
  const index::Counts& counts = board.counts;
  Data data = list_data(
      context,
      {"open", "open", "", "", "No open conversations",
       "New ones appear here by themselves. The longest waiting is always on "
       "top.",
       counts.open},
      board.open);
  std::vector<Data> choices;
  for (const Choice& choice : kChoices) {
    std::string figure;
    if (choice.whose == desk::Whose::mine) figure = grouped(counts.mine);
    if (choice.whose == desk::Whose::unassigned) {
      figure = grouped(counts.unassigned);
    }
    Data one;
    one.set("choice", choice.name).set("label", choice.label);
    one.set("figure", figure).set("chosen", choice.whose == chosen.whose);
    choices.push_back(std::move(one));
  }
  data.set("whose_choice", true).set("choices", std::move(choices));
  if (chosen.whose != desk::Whose::all) {
    data.set("empty_head", chosen.whose == desk::Whose::mine
                               ? "None of the open conversations is yours"
                               : "Every open conversation has an agent");
  }
  return data.set("shown", "Longest waiting first");
}

std::vector<Data> lists(Context& context, const desk::Dashboard& board,
                        const Choice& chosen) {
  std::vector<Data> lists;
  lists.push_back(open_list(context, board, chosen));
  lists.push_back(list_data(
      context,
      {"pending", "pending", "", "waiting for the customer",
       "Nothing is pending", "Answered conversations wait here.",
       board.counts.pending},
      board.pending));
  lists.push_back(list_data(
      context,
      {"closed", "closed", "today", "", "Nothing was closed today",
       "Closed conversations of earlier days are in Support Messages.",
       board.counts.closed_from},
      board.closed));
  return lists;
}

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

}  // namespace

http::Response home(Context& context) {
  return http::Response::see_other(
      conversation_url(context.conversation().text()));
}

http::Response dashboard(Context& context) {
  desk::Desk& desk = context.desk;
  const Choice& chosen = choice_of(context.request);
  const bool ready = desk.listing.ready();
  const auto board =
      desk::dashboard(desk, context.person, chosen.whose, kRows);
  const auto me = desk.users.find(context.person.login);
  const bool available = me && me->available;
  const Moment now = moment(desk, desk.now());

  Data data = framed(context, "Agent Dashboard", kDashboard,
                     board.counts.awaiting);
  data.set("version", board.counts.version)
      .set("preparing", !ready)
      .set("now", now.time)
      .set("now_iso", now.iso)
      .set("zone", desk.settings.now().time_zone)
      .set("whose", chosen.name)
      .set("available_pressed", available ? "true" : "false")
      .set("away_pressed", available ? "false" : "true")
      .set("tiles", tiles(context, board.counts))
      .set("lists", lists(context, board, chosen));
  return show(context, "agent_dashboard", data);
}

http::Response list_json(Context& context) {
  const Choice& chosen = choice_of(context.request);
  const auto board =
      desk::dashboard(context.desk, context.person, chosen.whose, kRows);
  base::json::Array open;
  for (const desk::WorkItem& item : board.open) {
    open.push_back(row_json(item));
  }
  return http::Response::json(200,
                              {{"version", board.counts.version},
                               {"counts", counts_json(context, board.counts)},
                               {"open", std::move(open)}});
}

}  // namespace support::web::agent

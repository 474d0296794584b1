// The Agent Dashboard; see agent.h.
#include "web/agent.h"
#include "web/choice.h"
#include "web/dashboard_side.h"
#include "web/page.h"
#include "web/rows.h"
#include "web/words.h"

namespace support::web::agent {
namespace {

constexpr std::int64_t kRows = 20;

std::string messages_url(std::string_view query) {
  return std::string(kMessages) + "?" + std::string(query);
}

Data tile(std::string_view name, std::string_view label, std::string value,
          std::string words, std::string url) {
  Data data;
  data.set("tile", name).set("label", label).set("value", std::move(value));
  data.set("words", std::move(words)).set("url", std::move(url));
  return data.set("unit", "").set("late", false);
}

Data awaiting_tile(const index::Counts& counts) {
  return tile("awaiting", "Awaiting us", grouped(counts.awaiting),
              counts.awaiting == 0   ? "everyone has an answer"
              : counts.awaiting == 1 ? "customer without an answer"
                                     : "customers without an answer",
              messages_url("status=awaiting&sort=wait"));
}

Data unassigned_tile(const index::Counts& counts) {
  return tile(
      "unassigned", "Unassigned", grouped(counts.unassigned),
      counts.unassigned == 0 ? "nothing to take" : "nobody has taken them",
      messages_url("status=open&agent=none&sort=wait"));
}

Data open_tile(const index::Counts& counts) {
  const std::string words = counts.mine > 0
                                ? grouped(counts.mine) + " of them yours"
                                : "and " + grouped(counts.pending) + " pending";
  return tile("open", "Open", grouped(counts.open), words,
              messages_url("status=open"));
}

// One conversation has waited so long: that is where it leads.
Data oldest_wait_tile(Context& context, const desk::Dashboard& board) {
  if (!board.longest_waiting) {
    return tile("oldest", "Oldest wait", "–", "nobody is waiting",
                messages_url("status=awaiting&sort=wait"));
  }
  const index::Row& row = board.longest_waiting->row;
  const base::Millis wait = context.desk.now() - row.waiting_since;
  std::string value = how_long(wait), unit;
  if (value.ends_with(" min") || value.ends_with(" h")) {
    const auto blank = value.rfind(' ');
    unit = value.substr(blank + 1);
    value.resize(blank);
  }
  Data data = tile("oldest", "Oldest wait", value,
                   "target is " + how_long(kWaitTarget),
                   conversation_url(row.id));
  return data.set("unit", unit).set("late", wait > kWaitTarget);
}

std::vector<Data> tiles(Context& context, const desk::Dashboard& board) {
  std::vector<Data> tiles;
  tiles.push_back(awaiting_tile(board.counts));
  tiles.push_back(unassigned_tile(board.counts));
  tiles.push_back(open_tile(board.counts));
  tiles.push_back(oldest_wait_tile(context, board));
  return tiles;
}

struct List {
  std::string_view name, status, today, hint, empty_head, empty_words;
  std::int64_t count;
  std::string all, url;  // in Support Messages
};

Data list_data(Context& context, const List& list,
               const std::vector<desk::WorkItem>& items) {
  const auto shown = static_cast<std::int64_t>(items.size());
  Data data;
  set_status_flags(data, list.status, false);
  data.set("list", list.name)
      .set("today", list.today)
      .set("hint", list.hint)
      .set("count", grouped(list.count))
      .set("filled", !items.empty())
      .set("small", list.name != "open")
      .set("empty_head", list.empty_head)
      .set("empty_words", list.empty_words)
      .set("whose_choice", false)
      .set("shown", grouped(shown) + " of " + grouped(list.count))
      .set("all", list.all)
      .set("all_url", list.url)
      .set("rows", rows_data(context, items));
  return data;
}

std::vector<Data> choices_data(const index::Counts& counts,
                               const Choice& chosen) {
  std::vector<Data> list;
  for (const Choice& choice : choices()) {
    std::string figure;
    if (choice.whose == desk::Whose::mine) figure = grouped(counts.mine);
    if (choice.whose == desk::Whose::unassigned) {
      figure = grouped(counts.unassigned);
    }
    Data one;
    one.set("choice", choice.name).set("label", choice.label);
    one.set("figure", figure).set("chosen", choice.whose == chosen.whose);
    list.push_back(std::move(one));
  }
  return list;
}

// "All open", and how many where they are not all shown.
std::string all_of(std::int64_t count, std::string_view what) {
  if (count <= kRows) return "All " + std::string(what);
  return "All " + grouped(count) + " " + std::string(what);
}

// Of the open ones, those of the choice.
List open_of(const index::Counts& counts, const Choice& chosen) {
  const std::string url =
      messages_url("status=open" + std::string(chosen.filter) + "&sort=wait");
  List list{"open", "open", "", "", "No open conversations",
            "New ones appear here by themselves. The longest waiting is "
            "always on top.",
            counts.open, all_of(counts.open, "open"), url};
  if (chosen.whose == desk::Whose::mine) {
    list.empty_head = "None of the open conversations is yours";
    list.all = all_of(counts.mine, "of yours");
  }
  if (chosen.whose == desk::Whose::unassigned) {
    list.empty_head = "Every open conversation has an agent";
    list.all = all_of(counts.unassigned, "unassigned");
  }
  return list;
}

Data open_list(Context& context, const desk::Dashboard& board,
               const Choice& chosen) {
  Data data = list_data(context, open_of(board.counts, chosen), board.open);
  data.set("whose_choice", true);
  data.set("choices", choices_data(board.counts, chosen));
  return data.set("shown", "Longest waiting first");
}

std::vector<Data> lists(Context& context, const desk::Dashboard& board,
                        const Choice& chosen) {
  const index::Counts& counts = board.counts;
  const std::string today = moment(context.desk, context.desk.now()).day;
  std::vector<Data> lists;
  lists.push_back(open_list(context, board, chosen));
  lists.push_back(list_data(
      context,
      {"pending", "pending", "", "waiting for the customer",
       "Nothing is pending", "Answered conversations wait here.",
       counts.pending, all_of(counts.pending, "pending"),
       messages_url("status=pending&sort=wait")},
      board.pending));
  lists.push_back(list_data(
      context,
      {"closed", "closed", "today", "", "Nothing was closed today",
       "Closed conversations of earlier days are in Support Messages.",
       counts.closed_from, all_of(counts.closed_from, "closed today"),
       messages_url("status=closed&from=" + today)},
      board.closed));
  return lists;
}

}  // namespace

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
  add_assets(data, {"dashboard"}, {});
  data.set("version", board.counts.version)
      .set("preparing", !ready)
      .set("now", now.with_seconds())
      .set("now_iso", now.iso)
      .set("zone", desk.settings.now().time_zone)
      .set("whose", chosen.name)
      .set("available_pressed", available ? "true" : "false")
      .set("away_pressed", available ? "false" : "true")
      .set("tiles", tiles(context, board))
      .set("lists", lists(context, board, chosen));
  set_side(context, data, board.counts.closed_from);
  return show(context, "agent_dashboard", data);
}

}  // namespace support::web::agent

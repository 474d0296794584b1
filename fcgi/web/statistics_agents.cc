#include "web/statistics_agents.h"

#include <algorithm>

#include "base/text.h"
#include "web/page.h"
#include "web/people.h"
#include "web/statistics_cards.h"
#include "web/statistics_words.h"
#include "web/words.h"

namespace support::web::statistics {
namespace {

using index::AgentFigures;

// What a column sorts by: the largest first, or of times and names the
// smallest.  Who has no time stands last.
std::int64_t figure_of(const AgentFigures& agent, std::string_view column) {
  const auto time = [](const index::Spread& spread) {
    return spread.n == 0 ? std::int64_t{-1} << 60 : -spread.median.count();
  };
  if (column == "messages") return agent.messages;
  if (column == "first_reply") return time(agent.first_reply);
  if (column == "reply") return time(agent.reply);
  if (column == "closes") return agent.closes;
  if (column == "reopened") return agent.reopened_24h;
  if (column == "ratings") {
    const auto& [asked, given, positive] = agent.ratings;
    return given < kFewestRatings ? -1 : positive * 1'000'000 / given;
  }
  if (column == "open") return agent.open;
  return agent.conversations;
}

struct Column {
  std::string_view name, label;
  bool smallest_first;
};
constexpr Column kColumns[] = {{"agent", "Agent", true},
                               {"conversations", "Conversations", false},
                               {"messages", "Messages", false},
                               {"first_reply", "First response", true},
                               {"reply", "Reply time", true},
                               {"closes", "Closed", false},
                               {"reopened", "Reopened", false},
                               {"ratings", "Rated 4 or 5", false},
                               {"open", "Open now", false}};

const Column& column_asked(const http::Request& request) {
  const auto name = request.parameter("sort").value_or("");
  const auto* found = std::ranges::find(kColumns, name, &Column::name);
  return found == std::end(kColumns) ? kColumns[1] : *found;
}

std::vector<Data> heads(const Span& span, const Column& sorted) {
  const std::string base =
      span.choice.empty() ? span.query() : "range=" + span.choice;
  std::vector<Data> heads;
  for (const Column& column : kColumns) {
    const bool is_sorted = column.name == sorted.name;
    Data head;
    head.set("label", column.label)
        .set("url", "?" + base + "&sort=" + std::string(column.name) +
                        "#by-agent")
        .set("numeric", column.name != "agent")
        .set("sorted", is_sorted)
        .set("direction", column.smallest_first ? "ascending" : "descending");
    heads.push_back(std::move(head));
  }
  return heads;
}

Data cell(Data value, std::string_view column, std::string url = "",
          std::string few = "") {
  value.set("column", column).set("url", std::move(url));
  return value.set("few", std::move(few));
}

Data time_cell(std::string_view column, const index::Spread& spread) {
  if (spread.n == 0) return cell(time_data(std::nullopt), column);
  return cell(time_data(spread.median), column, "",
              "n " + grouped(spread.n));
}

Data rating_cell(const Span& span, const AgentFigures& agent) {
  const auto& [asked, given, positive] = agent.ratings;
  const std::string url =
      given > 0 ? list_url(span, "rated", agent.login) : "";
  const auto part = share(positive, given, kFewestRatings);
  if (!part) {
    return cell(value_data(given == 0 ? "none" : "too few",
                           std::to_string(positive)),
                "ratings", url, "n " + grouped(given));
  }
  return cell(value_data(*part, std::to_string(positive)), "ratings", url,
              "n " + grouped(given));
}

Data row(Context& context, const Span& span, const AgentFigures& agent) {
  const auto counted = [&](std::string_view column, std::int64_t count,
                           std::string_view figure) {
    const bool linked = count > 0 && !figure.empty();
    return cell(count_data(count), column,
                linked ? list_url(span, figure, agent.login) : "");
  };
  const std::string open_url = "/support/conversations/?status=open&agent=" +
                               base::url_encoded(agent.login);
  std::vector<Data> cells;
  cells.push_back(counted("conversations", agent.conversations, "replied"));
  cells.push_back(counted("messages", agent.messages, ""));
  cells.push_back(time_cell("first_reply", agent.first_reply));
  cells.push_back(time_cell("reply", agent.reply));
  cells.push_back(counted("closes", agent.closes, "closes"));
  cells.push_back(counted("reopened", agent.reopened_24h, "reopened_24h"));
  cells.push_back(rating_cell(span, agent));
  cells.push_back(cell(count_data(agent.open), "open",
                       agent.open > 0 ? open_url : ""));
  Data row;
  row.set("login", agent.login)
      .set("name", agent_name(context.desk, agent.login))
      .set("cells", std::move(cells));
  return row;
}

}  // namespace

Data agents_data(Context& context, const Span& span,
                 std::vector<AgentFigures> agents) {
  const Column& sorted = column_asked(context.request);
  std::ranges::stable_sort(agents, {}, [&](const AgentFigures& agent) {
    return base::lower_ascii(agent_name(context.desk, agent.login));
  });
  if (sorted.name != "agent") {
    std::ranges::stable_sort(agents, std::greater(),
                             [&](const AgentFigures& agent) {
                               return figure_of(agent, sorted.name);
                             });
  }
  std::vector<Data> rows;
  for (const AgentFigures& agent : agents)
    rows.push_back(row(context, span, agent));
  Data data;
  data.set("heads", heads(span, sorted))
      .set("filled", !rows.empty())
      .set("rows", std::move(rows));
  return data;
}

}  // namespace support::web::statistics

#include "web/dashboard_side.h"

#include "desk/quick_replies.h"
#include "desk/worklist.h"
#include "index/statistics.h"
#include "web/page.h"
#include "web/statistics_words.h"
#include "web/words.h"

namespace support::web {
namespace {

constexpr std::size_t kQuickReplies = 8;  // more are a link away

// The day's conversations of a figure, in Support Messages.
struct Day {
  std::string name;  // "2026-11-22"

  std::string list(std::string_view figure) const {
    std::string url(kMessages);
    url.append("?figure=").append(figure);
    return url + "&from=" + name + "&until=" + name;
  }
};

// `url` "" = nothing is counted.
Data figure(std::string_view name, std::string_view label, std::string value,
            std::string more, std::string url) {
  Data data;
  data.set("figure", name).set("label", label).set("url", std::move(url));
  return data.set("value", std::move(value)).set("more", std::move(more));
}

Data count(const Day& day, std::string_view name, std::string_view label,
           std::int64_t number, std::string more) {
  return figure(name, label, grouped(number), std::move(more),
                number > 0 ? day.list(name) : "");
}

Data spread(const Day& day, std::string_view name, std::string_view label,
            const index::Spread& times) {
  if (times.n == 0) return figure(name, label, "–", "none yet", "");
  return figure(name, label, statistics::lasting(times.median),
                "median · p90 " + statistics::lasting(times.p90) + " · n " +
                    grouped(times.n),
                day.list(name));
}

Data rated(const Day& day, const index::Ratings& ratings) {
  constexpr std::string_view kLabel = "Rated 4 or 5";
  if (ratings.given == 0)
    return figure("rated", kLabel, "–", "no ratings yet", "");
  std::string more = grouped(ratings.positive) + " of " +
                     grouped(ratings.given) +
                     (ratings.given == 1 ? " rating" : " ratings");
  const auto answered = statistics::share(ratings.given, ratings.asked, 1);
  if (answered) more += " · " + *answered + " of those asked";
  return figure("rated", kLabel,
                statistics::share(ratings.positive, ratings.given,
                                  statistics::kFewestRatings)
                    .value_or("too few"),
                more, day.list("rated"));
}

std::vector<Data> figures(Context& context, std::int64_t closed_today) {
  desk::Desk& desk = context.desk;
  const base::Time now = desk.now();
  const index::Figures today = desk.statistics.figures(
      {desk::start_of_today(desk), now + base::Millis(1)});
  const Day day{moment(desk, now).day};
  std::vector<Data> list;
  list.push_back(count(
      day, "cycles", "Conversations started", today.cycles,
      today.reopened > 0 ? grouped(today.reopened) + " of them reopened" : ""));
  list.push_back(spread(day, "first_reply", "First reply", today.first_reply));
  list.push_back(spread(day, "reply", "Reply time", today.reply));
  list.push_back(count(day, "not_answered", "Not answered yet",
                       today.not_answered, ""));
  list.push_back(figure("closed", "Closed", grouped(closed_today), "",
                        closed_today > 0 ? std::string(kMessages) +
                                               "?status=closed&from=" + day.name
                                         : ""));
  list.push_back(rated(day, today.ratings));
  return list;
}

Data quick_data(const store::QuickReply& reply) {
  Data data;
  data.set("shortcut", reply.shortcut).set("title", reply.title);
  data.set("text", reply.text);
  return data;
}

}  // namespace

void set_side(Context& context, Data& data, std::int64_t closed_today) {
  const auto quick =
      desk::quick_replies_for(context.desk, context.person.login);
  std::vector<Data> shown;
  for (const store::QuickReply& reply : quick) {
    if (shown.size() == kQuickReplies) break;
    shown.push_back(quick_data(reply));
  }
  data.set("figures", figures(context, closed_today))
      .set("has_quick", !quick.empty())
      .set("more_quick", quick.size() > kQuickReplies)
      .set("quick_count", grouped(static_cast<std::int64_t>(quick.size())))
      .set("quick", std::move(shown));
}

}  // namespace support::web

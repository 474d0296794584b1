#include "web/statistics.h"

#include <algorithm>
#include <utility>

#include "desk/hours.h"
#include "web/admin_page.h"
#include "web/page.h"
#include "web/people.h"
#include "web/statistics_agents.h"
#include "web/statistics_cards.h"
#include "web/statistics_chart.h"
#include "web/statistics_words.h"
#include "web/words.h"

namespace support::web::statistics {
namespace {

std::vector<Data> choices(const Asked& asked) {
  std::vector<Data> choices;
  for (const Choice& choice : kChoices) {
    Data one;
    one.set("choice", choice.name).set("label", choice.label);
    one.set("chosen", asked.span && asked.span->choice == choice.name);
    choices.push_back(std::move(one));
  }
  return choices;
}

// A field of type date would show a wrong date as nothing.
std::string_view field_type(const Asked& asked, std::string_view field) {
  const bool is_wrong = std::ranges::any_of(
      asked.errors,
      [&](const store::FieldError& error) { return error.field == field; });
  return is_wrong ? "text" : "date";
}

void set_range(Data& data, const Asked& asked) {
  const bool own = !asked.span || asked.span->choice.empty();
  data.set("choices", choices(asked))
      .set("own", own)
      .set("from", asked.span ? asked.span->from() : asked.typed_from)
      .set("until", asked.span ? asked.span->until() : asked.typed_until)
      .set("from_type", field_type(asked, "from"))
      .set("until_type", field_type(asked, "until"))
      .set("from_wrong", "")
      .set("until_wrong", "");
}

Data comment_data(Context& context, const index::Cycle& cycle) {
  const Moment when = 
      moment(context.desk, cycle.closed.value_or(cycle.started));
  Data data;
  data.set("value", cycle.rating.value_or(0))
      .set("text", cycle.comment)
      .set("agent", agent_name(context.desk, cycle.rated_agent))
      .set("iso", when.iso)
      .set("date", full_day(when.day))
      .set("url", conversation_url(cycle.conversation));
  return data;
}

void set_comments(Context& context, Data& data, const Tally& tally) {
  std::vector<Data> comments;
  for (const index::Cycle& cycle : tally.commented)
    comments.push_back(comment_data(context, cycle));
  const auto shown = static_cast<std::int64_t>(comments.size());
  data.set("comments", std::move(comments))
      .set("comment_count", grouped(tally.comments))
      .set("has_comments", shown > 0)
      .set("more_comments", shown < tally.comments
                                ? "The latest " + grouped(shown) +
                                      "; all of them are in the CSV."
                                : "");
}

void add_backlogs(desk::Desk& desk, std::vector<Bucket>& buckets) {
  std::vector<base::Time> ends;
  for (const Bucket& bucket : buckets) ends.push_back(bucket.end);
  const auto counts = open_at_ends(desk.statistics, ends, desk.now());
  for (std::size_t i = 0; i < buckets.size(); ++i)
    buckets[i].backlog = counts[i];
}

void set_backlog(Data& data, const std::vector<Bucket>& buckets) {
  const auto known = std::ranges::find_if(
      buckets.rbegin(), buckets.rend(),
      [](const Bucket& bucket) { return bucket.backlog >= 0; });
  const bool any = known != buckets.rend();
  data.set("backlog", any ? count_data(known->backlog) : value_data("–", ""));
}

void set_figures(Context& context, Data& data, const Span& span) {
  desk::Desk& desk = context.desk;
  const Tally tally =
      statistics::tally(desk.statistics, span, desk.now());
  std::vector<Bucket> buckets = buckets_of(span, tally);
  add_backlogs(desk, buckets);
  data.set("cards", cards_data(span, desk.statistics.figures(span.range()),
                               tally.comments))
      .set("bars_chart", bars_data(span, buckets))
      .set("backlog_chart", backlog_data(span, buckets))
      .set("hours", hours_data(tally))
      .set("agents", agents_data(context, span,
                                 desk.statistics.agents(span.range())))
      .set("csv", "/support/agent/statistics/export/?" + span.query());
  set_backlog(data, buckets);
  set_comments(context, data, tally);
}

void set_meanings(Data& data) {
  using Chart = std::pair<std::string_view, std::string_view>;
  for (const auto& [name, label] : {Chart{"bars", "Cycles begun"},
                                    Chart{"backlog", "Open at the end"},
                                    Chart{"hours", "When customers write"},
                                    Chart{"agents", "By agent"}}) {
    Data about;
    about.set("label", label).set("meaning", meaning_of(name));
    data.set("about_" + std::string(name), std::move(about));
  }
}

}  // namespace

http::Response page(Context& context) {
  desk::Desk& desk = context.desk;
  const Asked asked = days_asked(context);
  const index::Counts counts = desk.listing.counts(
      context.person.login, desk::start_of_day(desk.now()));
  const Moment now = moment(desk, desk.now());

  Data data = framed(context, "Statistics", kDashboard);
  add_assets(data, {"statistics"}, {});
  set_range(data, asked);
  set_errors(data, "These days cannot be shown", asked.errors);
  data.set("days", asked.span ? asked.span->words() : "")
      .set("zone", desk.settings.now().time_zone)
      .set("now", now.time)
      .set("now_iso", now.iso)
      .set("preparing", !desk.listing.ready())
      .set("tiles", tiles_data(counts, desk.now()))
      .set("shown", asked.span.has_value())
      .set("saved", "");
  set_meanings(data);
  if (asked.span) set_figures(context, data, *asked.span);
  return show(context, "statistics", data, asked.span ? 200 : 422);
}

}  // namespace support::web::statistics

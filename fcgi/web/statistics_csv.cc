// The statistics as CSV; see statistics.h.  Times are UTC, durations seconds:
// a program reads these without knowing the shop's zone.

#include "web/csv.h"
#include "web/page.h"
#include "web/people.h"
#include "web/statistics.h"
#include "web/statistics_tally.h"
#include "web/statistics_words.h"

namespace support::web::statistics {
namespace {

using Cells = std::vector<std::string>;

std::string moment_cell(const std::optional<base::Time>& time) {
  return time ? base::iso(*time) : "";
}

std::string since(base::Time start, const std::optional<base::Time>& time) {
  return time ? exact_seconds(*time - start) : "";
}

std::string median_cell(const index::Spread& spread) {
  return spread.n == 0 ? "" : exact_seconds(spread.median);
}

std::string yes(bool truth) { return truth ? "yes" : "no"; }

Cells cycle_cells(const index::Cycle& cycle) {
  return {cycle.conversation,
          std::to_string(cycle.number),
          base::iso(cycle.started),
          moment_cell(cycle.accepted),
          moment_cell(cycle.replied),
          cycle.replied_by,
          moment_cell(cycle.closed),
          cycle.closed_by,
          since(cycle.started, cycle.accepted),
          since(cycle.started, cycle.replied),
          since(cycle.started, cycle.closed),
          cycle.rating ? std::to_string(*cycle.rating) : "",
          cycle.rated_agent,
          cycle.comment,
          yes(cycle.missed),
          yes(cycle.abandoned),
          yes(cycle.dropped)};
}

std::string cycles_csv(Context& context, const Span& span) {
  std::string text = csv_line(
      {"conversation", "cycle", "started", "accepted", "first_reply",
       "first_reply_by", "closed", "closed_by", "wait_until_accepted_s",
       "first_response_s", "resolution_s", "rating", "rated_agent", "comment",
       "missed", "abandoned", "dropped"});
  context.desk.statistics.cycles(span.range(), [&](const index::Cycle& cycle) {
    text += csv_line(cycle_cells(cycle));
  });
  return text;
}

std::string agents_csv(Context& context, const Span& span) {
  std::string text = csv_line(
      {"login", "name", "conversations", "messages", "first_responses",
       "first_response_median_s", "replies", "reply_median_s", "closed",
       "reopened_within_24_h", "asked_for_a_rating", "ratings",
       "rated_4_or_5", "open_now"});
  for (const index::AgentFigures& agent :
       context.desk.statistics.agents(span.range())) {
    const auto& [asked, given, positive] = agent.ratings;
    text += csv_line({agent.login, agent_name(context.desk, agent.login),
                      std::to_string(agent.conversations),
                      std::to_string(agent.messages),
                      std::to_string(agent.first_reply.n),
                      median_cell(agent.first_reply),
                      std::to_string(agent.reply.n), median_cell(agent.reply),
                      std::to_string(agent.closes),
                      std::to_string(agent.reopened_24h),
                      std::to_string(asked), std::to_string(given),
                      std::to_string(positive), std::to_string(agent.open)});
  }
  return text;
}

std::vector<base::Time> ends_of(const Span& span) {
  std::vector<base::Time> ends;
  for (std::size_t at = 1; at < span.days.size(); ++at)
    ends.push_back(span.days.at(at).start);
  ends.push_back(span.end);
  return ends;
}

std::string days_csv(Context& context, const Span& span) {
  desk::Desk& desk = context.desk;
  const Tally tally = statistics::tally(desk.statistics, span, desk.now());
  const auto open = open_at_ends(desk.statistics, ends_of(span), desk.now());
  std::string text = csv_line(
      {"day", "started", "answered", "not_answered", "open_at_end"});
  for (std::size_t at = 0; at < span.days.size(); ++at) {
    const DayTally& day = tally.days.at(at);
    text += csv_line({span.days.at(at).name, std::to_string(day.started),
                      std::to_string(day.started - day.not_answered),
                      std::to_string(day.not_answered),
                      open.at(at) < 0 ? "" : std::to_string(open.at(at))});
  }
  return text;
}

std::string hours_csv(Context& context, const Span& span) {
  desk::Desk& desk = context.desk;
  const Tally tally = statistics::tally(desk.statistics, span, desk.now());
  std::string text = csv_line(
      {"weekday_from_monday", "hour", "started", "times", "peak"});
  for (std::size_t weekday = 0; weekday < tally.hours.size(); ++weekday) {
    for (std::size_t at = 0; at < 24; ++at) {
      const HourTally& hour = tally.hours.at(weekday).at(at);
      text += csv_line({std::to_string(weekday + 1), std::to_string(at),
                        std::to_string(hour.started),
                        std::to_string(hour.times),
                        std::to_string(hour.peak)});
    }
  }
  return text;
}

struct Table {
  std::string_view name;
  std::string (*text)(Context&, const Span&);
};
constexpr Table kTables[] = {{"cycles", cycles_csv},
                             {"agents", agents_csv},
                             {"days", days_csv},
                             {"hours", hours_csv}};

http::Response file_of(const Table& table, Context& context,
                       const Span& span) {
  note_event(context, "sensitive_export",
             "statistics " + std::string(table.name) + " " + span.from() +
                 " " + span.until());
  http::Response response(200);
  response.set_body(std::string(kCsvMark) + table.text(context, span));
  response.set("Content-Type", kCsvType);
  response.set("Content-Disposition",
               http::content_disposition(
                   true, "statistics-" + std::string(table.name) + "-" +
                             span.from() + "-" + span.until() + ".csv"));
  return response;
}

}  // namespace

http::Response csv(Context& context) {
  const Asked asked = days_asked(context);
  if (!asked.span) {
    return refuse(context, {.reason = base::Reason::bad_request,
                            .detail = asked.errors.front().message});
  }
  const auto what = context.request.parameter("what").value_or("cycles");
  for (const Table& table : kTables) {
    if (table.name == what) return file_of(table, context, *asked.span);
  }
  return refuse(context, {.reason = base::Reason::bad_request,
                          .detail = "there is no table of this name"});
}

}  // namespace support::web::statistics

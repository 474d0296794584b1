#include "web/statistics_cards.h"

#include "base/text.h"
#include "web/page.h"
#include "web/statistics_words.h"
#include "web/words.h"

namespace support::web::statistics {
namespace {

// One number of a card; `list` names the figure whose conversations it links
// to ("" = none), `list_words` says what they are.
Data number(std::string_view term, Data value, std::string url = "",
            std::string_view list_words = "") {
  value.set("term", term).set("url", std::move(url));
  return value.set("list_words", list_words);
}

Data note(std::string text, std::string url = "",
          Data value = value_data("", "")) {
  value.set("text", std::move(text)).set("url", std::move(url));
  return value;
}

Data card(std::string_view figure, std::string_view label,
          std::vector<Data> numbers, std::vector<Data> notes) {
  Data data;
  data.set("figure", figure)
      .set("label", label)
      .set("meaning", meaning_of(figure))
      .set("numbers", std::move(numbers))
      .set("notes", std::move(notes));
  return data;
}

std::optional<base::Millis> if_any(const index::Spread& spread,
                                   base::Millis time) {
  if (spread.n == 0) return std::nullopt;
  return time;
}

struct Timed {
  std::string_view figure, label, of_what, none;
};

Data time_card(const Span& span, const Timed& what,
               const index::Spread& spread, std::vector<Data> notes) {
  std::vector<Data> numbers;
  numbers.push_back(number("median", time_data(if_any(spread, spread.median))));
  numbers.push_back(number("p90", time_data(if_any(spread, spread.p90))));
  numbers.push_back(number("n", count_data(spread.n),
                           list_url(span, what.figure), what.of_what));
  notes.insert(notes.begin(),
               spread.n == 0 ? note(std::string(what.none))
                             : note("mean", "", time_data(spread.mean)));
  return card(what.figure, what.label, std::move(numbers), std::move(notes));
}

Data cycles_card(const Span& span, const index::Figures& figures) {
  std::vector<Data> notes;
  if (figures.cycles == 0) notes.push_back(note("No customer wrote then."));
  if (const auto part = share(figures.reopened, figures.cycles, 1))
    notes.push_back(note(*part + " of the cycles reopened a conversation"));
  return card(
      "cycles", "Cycles",
      {number("cycles", count_data(figures.cycles), list_url(span, "cycles"),
              "cycles: their conversations"),
       number("conversations", count_data(figures.conversations),
              list_url(span, "cycles"), "conversations"),
       number("reopened", count_data(figures.reopened),
              list_url(span, "reopened"), "reopened: their conversations")},
      std::move(notes));
}

Data first_reply_card(const Span& span, const index::Figures& figures) {
  std::vector<Data> notes;
  notes.push_back(note(grouped(figures.not_answered) + " not yet answered",
                       list_url(span, "not_answered")));
  return time_card(span,
                   {"first_reply", "First response",
                    "first responses: their conversations",
                    "Nothing of these days was answered."},
                   figures.first_reply, std::move(notes));
}

Data lost_card(const Span& span, const index::Figures& figures) {
  return card("missed", "Missed, abandoned, dropped",
              {number("missed", count_data(figures.missed),
                      list_url(span, "missed"), "missed: their conversations"),
               number("abandoned", count_data(figures.abandoned),
                      list_url(span, "abandoned"),
                      "abandoned: their conversations"),
               number("dropped", count_data(figures.dropped),
                      list_url(span, "dropped"),
                      "dropped: their conversations")},
              {});
}

Data messages_card(const index::Figures& figures) {
  return card("messages", "Messages",
              {number("by customers", count_data(figures.from_customers)),
               number("by agents", count_data(figures.from_agents)),
               number("automatic", count_data(figures.automatic))},
              {});
}

Data ratings_card(const Span& span, const index::Figures& figures,
                  std::int64_t comments) {
  const index::Ratings& ratings = figures.ratings;
  const auto part = [](std::int64_t some, std::int64_t of,
                       std::int64_t least) {
    const std::string words = share(some, of, least).value_or("–");
    return value_data(words, words.ends_with('%')
                                 ? words.substr(0, words.size() - 1)
                                 : "");
  };
  std::vector<Data> notes;
  if (ratings.given > 0 && ratings.given < kFewestRatings)
    notes.push_back(note("Too few for a share: below " +
                         std::to_string(kFewestRatings)));
  notes.push_back(note(grouped(ratings.positive) + " rated 4 or 5",
                       list_url(span, "positive")));
  notes.push_back(note(grouped(ratings.given) + " of " +
                       grouped(ratings.asked) + " asked"));
  if (comments > 0)
    notes.push_back(note(grouped(comments) +
                             (comments == 1 ? " comment" : " comments"),
                         "#comments"));
  return card(
      "ratings", "Rated 4 or 5",
      {number("share", part(ratings.positive, ratings.given, kFewestRatings)),
       number("responded", part(ratings.given, ratings.asked, 1)),
       number("n", count_data(ratings.given), list_url(span, "rated"),
              "ratings: their conversations")},
      std::move(notes));
}

Data tile(std::string_view figure, std::string_view label, Data value,
          std::string_view words, std::string_view url) {
  value.set("figure", figure).set("label", label).set("url", url);
  value.set("words", words).set("meaning", meaning_of(figure));
  return value;
}

}  // namespace

std::string list_url(const Span& span, std::string_view figure,
                     const std::string& agent) {
  std::string url(kMessages);
  url.append("?figure=").append(figure).append("&" + span.query());
  if (!agent.empty()) url += "&agent=" + base::url_encoded(agent);
  return url;
}

std::vector<Data> cards_data(const Span& span, const index::Figures& figures,
                             std::int64_t comments) {
  std::vector<Data> cards;
  cards.push_back(cycles_card(span, figures));
  cards.push_back(first_reply_card(span, figures));
  cards.push_back(time_card(span,
                            {"accept", "Wait until accepted",
                             "accepted: their conversations",
                             "Nothing of these days was accepted."},
                            figures.accept, {}));
  cards.push_back(time_card(span,
                            {"reply", "Reply time",
                             "replies: their conversations",
                             "Nothing of these days was answered."},
                            figures.reply,
                            {note("every run of customer messages")}));
  cards.push_back(time_card(span,
                            {"resolution", "Resolution",
                             "closed cycles: their conversations",
                             "Nothing of these days was closed."},
                            figures.resolution, {}));
  cards.push_back(time_card(span,
                            {"full_resolution", "Full resolution",
                             "closed conversations",
                             "No conversation of these days is closed now."},
                            figures.full_resolution,
                            {note("with every reopening")}));
  cards.push_back(lost_card(span, figures));
  cards.push_back(ratings_card(span, figures, comments));
  cards.push_back(messages_card(figures));
  return cards;
}

std::vector<Data> tiles_data(const index::Counts& counts, base::Time now) {
  std::optional<base::Millis> oldest;
  if (counts.oldest_wait) oldest = now - *counts.oldest_wait;
  std::vector<Data> tiles;
  tiles.push_back(tile("awaiting", "Awaiting us", count_data(counts.awaiting),
                       counts.awaiting == 0 ? "everyone has an answer"
                                            : "without an answer",
                       "/support/conversations/?status=awaiting&sort=wait"));
  tiles.push_back(tile("unassigned", "Unassigned",
                       count_data(counts.unassigned),
                       counts.unassigned == 0 ? "nothing to take"
                                              : "nobody has taken them",
                       "/support/conversations/"
                       "?status=open&agent=none&sort=wait"));
  tiles.push_back(tile("open", "Open", count_data(counts.open),
                       "and " + grouped(counts.pending) + " pending",
                       "/support/conversations/?status=open"));
  tiles.push_back(tile("oldest", "Oldest wait", time_data(oldest),
                       oldest ? "target is " + how_long(kWaitTarget)
                              : "nobody is waiting",
                       kDashboard));
  return tiles;
}

}  // namespace support::web::statistics

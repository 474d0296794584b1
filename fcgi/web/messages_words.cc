#include "web/messages_words.h"

#include <array>

#include "base/text.h"
#include "desk/hours.h"
#include "desk/worklist.h"
#include "web/words.h"

namespace support::web::messages {
namespace {

// "more than 1,000" where counting was given up.
std::string count_words(std::int64_t total, bool is_more) {
  return (is_more ? "more than " : "") + grouped(total);
}

std::string_view order_words(index::Order order) {
  switch (order) {
    case index::Order::newest: return "latest first";
    case index::Order::oldest: return "oldest first";
    case index::Order::longest_wait: return "longest waiting first";
  }
  return "";
}

struct FigureWords {
  std::string_view figure, words;
};
constexpr std::array kFigures{
    FigureWords{"cycles", "Begun"},
    FigureWords{"reopened", "Reopened"},
    FigureWords{"first_reply", "First reply"},
    FigureWords{"not_answered", "Not yet answered, begun"},
    FigureWords{"accept", "Wait until accepted"},
    FigureWords{"reply", "Reply time"},
    FigureWords{"resolution", "Resolution"},
    FigureWords{"full_resolution", "Full resolution"},
    FigureWords{"missed", "Missed"},
    FigureWords{"abandoned", "Abandoned"},
    FigureWords{"dropped", "Dropped"},
    FigureWords{"rated", "Rated"},
    FigureWords{"positive", "Rated 4 or 5"},
    FigureWords{"replied", "Replied to"},
    FigureWords{"closes", "Closed"},
    FigureWords{"reopened_24h", "Reopened within 24 hours, closed"}};

std::string in_quotes(std::string_view text) {
  return "“" + base::shortened(text, 40) + "”";
}

std::string agent_words(desk::Desk& desk, const std::string& agent) {
  if (agent == "me") return "yours";
  if (agent == "none") return "unassigned";
  const auto user =
      store::is_login(agent) ? desk.users.find(agent) : std::nullopt;
  return "agent " + (user ? user->shown_name() : in_quotes(agent));
}

bool is_day(const std::string& text) {
  return desk::start_of_day(text).has_value();
}

std::string figure_words(desk::Desk& desk, const Asked& asked) {
  std::string words(figure_name(asked.figure));
  if (words.empty()) words = "figure " + in_quotes(asked.figure);
  if (is_day(asked.from) && is_day(asked.until)) {
    words += (asked.from == asked.until ? " on " : " in the range ") +
             range_words(asked.from, asked.until);
  } else if (is_day(asked.from)) {
    words += " since " + full_day(asked.from);
  } else if (is_day(asked.until)) {
    words += " until " + full_day(asked.until);
  }
  if (asked.agent.empty()) return words;
  if (asked.agent == "me") return words + ", yours";
  const auto user = store::is_login(asked.agent)
                        ? desk.users.find(asked.agent)
                        : std::nullopt;
  return words + ", " + (user ? user->shown_name() : in_quotes(asked.agent));
}

std::int64_t all_there_are(Context& context) {
  desk::Desk& desk = context.desk;
  const auto counts =
      desk.listing.counts(context.person.login, desk::start_of_today(desk));
  return counts.open + counts.pending + counts.closed;
}

struct Drop {
  std::string words;
  std::string found;
  std::string url;
};

// Each filter that keeps something away all by itself.
std::vector<Drop> worth_dropping(Context& context, const Wish& wish) {
  std::vector<Drop> drops;
  for (const Field& field : narrowing(wish.asked)) {
    const Asked rest = without(wish.asked, field.name);
    index::PageWish one;
    one.limit = 1;
    const auto page = context.desk.listing.page(
        filter_of(context.desk, context.person, rest), wish.order, one);
    if (page.total == 0 && page.rows.empty()) continue;
    drops.push_back({words_for(context.desk, wish.asked, field),
                     count_words(page.total, page.is_more_than_total),
                     url_of(rest)});
  }
  return drops;
}

std::string_view how_many(std::size_t filters) {
  constexpr std::array<std::string_view, 10> kWords = {
      "",     "",      "both ", "all three ", "all four ", "all five ",
      "all six ", "all seven ", "all eight ", "all nine "};
  return kWords.at(std::min(filters, kWords.size() - 1));
}

}  // namespace

std::string_view figure_name(std::string_view figure) {
  for (const FigureWords& one : kFigures) {
    if (one.figure == figure) return one.words;
  }
  return "";
}

std::string words_for(desk::Desk& desk, const Asked& asked,
                      const Field& field) {
  const std::string& text = asked.*field.text;
  if (field.name == "q") {
    const bool one = text.find(' ') == text.npos;
    return (one ? "the word " : "the words ") + in_quotes(text);
  }
  if (field.name == "status") {
    return text == "awaiting" ? "awaiting us"
                              : "status " + base::shortened(text, 40);
  }
  if (field.name == "agent") return agent_words(desk, text);
  if (field.name == "figure") return figure_words(desk, asked);
  const std::string day = is_day(text) ? full_day(text) : in_quotes(text);
  if (field.name == "from") return "from " + day;
  if (field.name == "until") return "until " + day;
  if (field.name == "customer") {
    return store::is_customer_key(text) ? "this one customer"
                                        : "customer " + in_quotes(text);
  }
  if (field.name == "tag") return "tag " + in_quotes(text);
  if (field.name == "verified") {
    return text == "no" ? "guests" : "verified customers";
  }
  return text == "no" ? "has no file" : "has a file";
}

std::vector<Data> chips(desk::Desk& desk, const Asked& asked) {
  std::vector<Data> chips;
  for (const Field& field : narrowing(asked)) {
    chips.push_back(Data()
                        .set("field", field.name)
                        .set("words", words_for(desk, asked, field))
                        .set("url", url_of(without(asked, field.name))));
  }
  return chips;
}

std::string summary(desk::Desk& desk, const Wish& wish,
                    const index::Page& page) {
  const std::string found = count_words(page.total, page.is_more_than_total);
  const bool is_one = page.total == 1 && !page.is_more_than_total;
  std::string words = found + (is_one ? " conversation" : " conversations");
  if (!narrowing(wish.asked).empty()) {
    const auto counts = desk.listing.counts("", desk.now());
    words = found + " of " +
            grouped(counts.open + counts.pending + counts.closed) +
            " conversations " + (is_one ? "matches" : "match");
  }
  return words + ", " + std::string(order_words(wish.order));
}

Advice advice(Context& context, const Wish& wish) {
  const std::size_t filters = narrowing(wish.asked).size();
  if (filters == 0) {
    return {"No conversations yet", "The first one appears here by itself.",
            {}};
  }
  Advice advice;
  advice.head = filters == 1 ? "Nothing matches this filter"
                             : "Nothing matches " +
                                   std::string(how_many(filters)) + "filters";
  for (const Drop& drop : worth_dropping(context, wish)) {
    advice.words += "Without " + drop.words + " there " +
                    (drop.found == "1" ? "is " : "are ") + drop.found + ". ";
    advice.drops.push_back(Data()
                               .set("words", drop.words)
                               .set("found", drop.found)
                               .set("url", drop.url));
  }
  if (!advice.drops.empty()) return advice;
  advice.words = all_there_are(context) == 0
                     ? "There are no conversations yet."
                 : filters == 1 ? "There are others without it."
                                : "Dropping one of them is not enough.";
  return advice;
}

}  // namespace support::web::messages

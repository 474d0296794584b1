#include "web/statistics_words.h"

#include <algorithm>
#include <array>

#include "web/words.h"

namespace support::web::statistics {
namespace {

struct Unit {
  std::int64_t seconds;
  std::string_view name;
};
constexpr std::array kUnits{Unit{24 * 60 * 60, " d"}, Unit{60 * 60, " h"},
                            Unit{60, " min"}, Unit{1, " s"}};

struct Meaning {
  std::string_view figure, words;
};
// The definitions that index/statistics keeps to, for people.
constexpr Meaning kMeanings[] = {
    {"awaiting",
     "Conversations, right now, in which a customer has written and nobody of "
     "us has answered yet. An automatic reply is no answer."},
    {"unassigned",
     "Open conversations, right now, that no agent has taken."},
    {"open", "Conversations, right now, that are ours to answer."},
    {"oldest",
     "How long the customer who has waited longest has been waiting, from the "
     "first message that nobody has answered."},
    {"cycles",
     "A cycle begins when a customer writes for the first time, or for the "
     "first time after a close; it ends at the next close. Counted here are "
     "the cycles that began on these days, the conversations that they belong "
     "to, each once, and those of the cycles that reopened a closed "
     "conversation."},
    {"first_reply",
     "From the customer’s first message in a cycle to the first public message "
     "or file from one of us. Automatic replies, notes and taking a "
     "conversation do not count. It belongs to the day on which the cycle "
     "began, and to the agent who sent that answer."},
    {"accept",
     "From the customer’s first message in a cycle until somebody of us was "
     "assigned or answered, whichever was first."},
    {"reply",
     "A customer may write several messages before we answer. Counted is the "
     "time from the first of these to our next public message, for every such "
     "run that began on these days and has been answered."},
    {"resolution",
     "From the beginning of a cycle to its close, for the cycles that began "
     "on these days and have been closed."},
    {"full_resolution",
     "From the customer’s very first message to the latest close, with all "
     "reopenings between, for conversations that began on these days and are "
     "closed now."},
    {"missed",
     "Missed: the cycle was closed and none of us had answered. Abandoned: "
     "the customer had stopped looking before our first answer came. Dropped: "
     "we answered, but the customer never saw our last message. A cycle may "
     "count in more than one of these."},
    {"messages",
     "Messages and files written on these days: by customers, by agents, and "
     "by the system on our behalf. Notes and events are not messages."},
    {"ratings",
     "Of the ratings that customers gave, the share of 4 and 5 out of 5. "
     "Asked are customers of every cycle that was answered and closed; "
     "“responded” is how many of them gave a rating. The agent who answered "
     "last before the close is the one who is rated. Below 5 ratings no share "
     "is shown, as one customer would change it too much."},
    {"backlog",
     "Cycles that had begun and were not closed at the end of a day, whoever’s "
     "turn it was then."},
    {"bars",
     "Cycles by the day on which they began. “Not answered” are those without "
     "a public message from one of us until now."},
    {"hours",
     "How many cycles begin, on average, in such an hour of such a weekday: "
     "their number, divided by how often this hour has come in these days. "
     "Where the clock is put forward an hour is missing, and where it is put "
     "back one comes twice."},
    {"agents",
     "Conversations are those in which the agent wrote at least once on these "
     "days. First response and reply time are medians of the answers that "
     "this agent sent. Reopened are those of the agent’s closes after which "
     "the customer wrote again within 24 hours. A rating belongs to whoever "
     "answered last before the close. Open now are the conversations that are "
     "assigned to the agent and open."},
};

}  // namespace

std::string lasting(base::Millis time) {
  std::int64_t rest = std::chrono::floor<base::Seconds>(time).count();
  const auto* unit = std::ranges::find_if(
      kUnits, [&](const Unit& one) { return rest >= one.seconds; });
  if (unit == kUnits.end()) return "0 s";
  std::string words = grouped(rest / unit->seconds);
  words += unit->name;
  rest %= unit->seconds;
  const auto* finer = unit + 1;
  if (finer == kUnits.end() || rest < finer->seconds) return words;
  words += " " + std::to_string(rest / finer->seconds);
  return words.append(finer->name);
}

std::string exact_seconds(base::Millis time) {
  std::string thousandths = std::to_string(time.count() % 1000 + 1000);
  thousandths.front() = '.';
  const auto last = thousandths.find_last_not_of('0');
  thousandths.resize(last == 0 ? 0 : last + 1);
  return std::to_string(time.count() / 1000) + thousandths;
}

std::optional<std::string> share(std::int64_t part, std::int64_t of,
                                 std::int64_t least) {
  if (of < least || of == 0) return std::nullopt;
  return std::to_string((part * 200 + of) / (2 * of)) + "%";
}

std::string one_decimal(std::int64_t sum, std::int64_t of) {
  if (sum == 0 || of == 0) return "0";
  const std::int64_t tenths = (sum * 20 + of) / (2 * of);
  return grouped(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string_view meaning_of(std::string_view figure) {
  const auto* found = std::ranges::find(kMeanings, figure, &Meaning::figure);
  return found == std::end(kMeanings) ? "" : found->words;
}

Data value_data(std::string value, std::string exact, std::string hint) {
  Data data;
  data.set("value", std::move(value))
      .set("exact", std::move(exact))
      .set("hint", std::move(hint));
  return data;
}

Data time_data(std::optional<base::Millis> time) {
  if (!time) return value_data("–", "");
  const std::string exact = exact_seconds(*time);
  return value_data(lasting(*time), exact, exact + " s");
}

Data count_data(std::int64_t count) {
  return value_data(grouped(count), std::to_string(count));
}

}  // namespace support::web::statistics

#include "index/search.h"

#include <algorithm>

#include "index/hits.h"
#include "index/pages.h"
#include "index/snippet.h"

namespace support::index {
namespace {

// So many messages are looked at for a page, and for its total.
constexpr std::int64_t kMostHits = 10'000;
constexpr std::int64_t kMostHitsCounted = 3'000;
// A filter leaves few if it leaves at most so many.
constexpr std::int64_t kFewConversations = 500;
constexpr std::int64_t kFewMessages = 10'000;

bool narrows(const Filter& filter) {
  Filter words;
  words.words = filter.words;
  const auto ask = [](const Filter& it) {
    Search search{it, Order::newest, {}, {}, {}, 0, 0};
    return total_question(search, 1).sql;
  };
  return ask(filter) != ask(words);
}

// Nothing if they are many.
std::optional<std::vector<std::int64_t>> few_conversations(
    Database& database, const Filter& filter) {
  if (!narrows(filter)) return std::nullopt;
  const Search search{filter, Order::newest, leader_of(database, filter),
                      {},     {},            0,
                      0};
  Statement statement =
      prepare(database, keys_question(search, kFewConversations + 1));
  std::vector<std::int64_t> keys;
  std::int64_t messages = 0;
  while (statement.step()) {
    keys.push_back(statement.number(0));
    messages += statement.number(1);
  }
  const bool are_few = keys.size() <= kFewConversations;
  if (!are_few || messages > kFewMessages) return std::nullopt;
  return keys;
}

// Each that holds the words, by its newest place.
std::vector<Found> found_among(Database& database, const Wanted& wanted,
                               const std::vector<std::int64_t>& keys) {
  Statement messages = database.prepare(
      "SELECT place, n, text FROM messages WHERE conversation = ?"
      " ORDER BY n DESC");
  Statement rows = database.prepare(std::string("SELECT ") + kRowColumns +
                                    " FROM conversations WHERE key = ?");
  std::vector<Found> all;
  for (const std::int64_t key : keys) {
    messages.bind(1, key);
    bool is_found = false;
    while (!is_found && messages.step())
      is_found = wanted.holds(messages.text(2));
    rows.bind(1, key);
    if (is_found && rows.step())
      all.push_back({messages.number(0), key,
                     static_cast<std::uint64_t>(messages.number(1)),
                     messages.text(2), read_row(rows)});
    messages.reset();
    rows.reset();
  }
  return all;
}

class Searching {
 public:
  Searching(Database& database, const Filter& filter, Order order,
            const PageWish& wish, bool with_total)
      : database_(database),
        filter_(filter),
        wanted_(filter.words),
        order_(order),
        wish_(wish),
        with_total_(with_total),
        after_(stand_of(database, wish.after)),
        before_(after_ ? std::nullopt : stand_of(database, wish.before)) {
    wanted_.complete(database);
  }

  Page page() {
    if (auto keys = few_conversations(database_, filter_))
      choose(found_among(database_, wanted_, *keys));
    else if (order_ == Order::longest_wait)
      choose(all_found());
    else
      walk();
    settle(page_, wish_);
    set_ends();
    return std::move(page_);
  }

 private:
  bool is_turned() const { return before_.has_value(); }

  std::int64_t column_of(const Found& found) const {
    return order_ == Order::longest_wait
               ? place_in(filter_, order_, found.row)
               : found.place;
  }
  Stand stand(const Found& found) const {
    return {column_of(found), found.conversation};
  }

  void add(const Found& found) {
    page_.rows.push_back(found.row);
    page_.hits.push_back({found.n, snippet(found.text, wanted_)});
    columns_.push_back(column_of(found));
  }

  // All are known: sorted, and cut where the page begins.
  void choose(std::vector<Found> all) {
    const bool is_falling = (order_ == Order::newest) != is_turned();
    std::ranges::sort(all, [&](const Found& a, const Found& b) {
      return is_falling ? stand(a) > stand(b) : stand(a) < stand(b);
    });
    page_.total = static_cast<std::int64_t>(all.size());
    std::int64_t skip = after_ || before_ ? 0 : wish_.offset;
    for (const Found& found : all) {
      const auto& from = after_ ? after_ : before_;
      const bool is_beyond =
          !from || (is_falling ? stand(found) < *from : stand(found) > *from);
      if (!is_beyond || skip-- > 0) continue;
      if (std::ssize(page_.rows) <= wish_.limit) add(found);
    }
  }

  std::vector<Found> all_found() {
    Hits hits(database_, filter_, wanted_, true, {}, kMostHits);
    std::vector<Found> all;
    while (auto found = hits.next()) all.push_back(std::move(*found));
    page_.gave_up = page_.is_more_than_total = hits.gave_up();
    return all;
  }

  void walk() {
    const bool is_falling = (order_ == Order::newest) != is_turned();
    const auto& from = after_ ? after_ : before_;
    Hits hits(database_, filter_, wanted_, is_falling,
              from ? std::optional(from->first) : std::nullopt, kMostHits);
    std::int64_t skip = from ? 0 : wish_.offset;
    while (std::ssize(page_.rows) <= wish_.limit) {
      const auto found = hits.next();
      if (!found) break;
      if (skip-- <= 0) add(*found);
    }
    page_.gave_up = hits.gave_up();
    if (page_.gave_up) stopped_at_ = hits.stopped_at();
    if (with_total_) count();
  }

  void count() {
    Hits hits(database_, filter_, wanted_, true, {}, kMostHitsCounted);
    while (hits.next()) ++page_.total;
    page_.is_more_than_total = hits.gave_up();
  }

  void set_ends() {
    columns_.resize(page_.rows.size());
    if (is_turned()) std::ranges::reverse(columns_);
    if (!page_.rows.empty()) {
      page_.first = Place{columns_.front(), page_.rows.front().id};
      page_.last = Place{columns_.back(), page_.rows.back().id};
    }
    // Whoever wants to may look on from there.
    if (!stopped_at_) return;
    (is_turned() ? page_.first : page_.last) = stopped_at_;
    (is_turned() ? page_.has_before : page_.has_after) = true;
  }

  Database& database_;
  const Filter& filter_;
  Wanted wanted_;
  const Order order_;
  const PageWish& wish_;
  const bool with_total_;
  std::optional<Stand> after_, before_;
  Page page_;
  std::vector<std::int64_t> columns_;  // of the rows, in the order
  std::optional<Place> stopped_at_;
};

}  // namespace

Page search_page(Database& database, const Filter& filter, Order order,
                 const PageWish& wish, bool with_total) {
  return Searching(database, filter, order, wish, with_total).page();
}

}  // namespace support::index

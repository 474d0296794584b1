#include "index/pages.h"

#include <algorithm>

#include "index/place.h"

namespace support::index {
namespace {

// To fetch and sort so many takes a few milliseconds.
constexpr std::int64_t kSmallSet = 2000;

std::int64_t number_of(Database& database, const Question& question) {
  Statement statement = prepare(database, question);
  return statement.step() ? statement.number(0) : 0;
}

void read_rows(Database& database, const Search& search, Page& page) {
  Statement statement = prepare(database, rows_question(search));
  while (statement.step()) page.rows.push_back(read_row(statement));
}

void count(Database& database, const Search& search, Page& page) {
  const std::int64_t most = kMostCounted + 1;
  page.total = number_of(database, total_question(search, most));
  page.is_more_than_total = page.total == most && !is_tallied(search.filter);
  if (page.is_more_than_total) page.total = kMostCounted;
}

}  // namespace

std::optional<std::size_t> leader_of(Database& database,
                                     const Filter& filter) {
  std::optional<std::size_t> leader;
  std::int64_t smallest = kSmallSet;
  const std::vector<Question> sets = sets_of(filter);
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const std::int64_t size =
        number_of(database, size_of(sets[i], smallest + 1));
    if (size > smallest) continue;
    leader = i;
    smallest = size;
  }
  return leader;
}

std::optional<Stand> stand_of(Database& database,
                              const std::optional<Place>& place) {
  if (!place) return std::nullopt;
  Statement question =
      database.prepare("SELECT key FROM conversations WHERE id = ?");
  question.bind(1, place->id);
  const bool is_there = question.step();
  return Stand(place->key,
               is_there ? question.number(0) : key_of(place->id) + 1);
}

void settle(Page& page, const PageWish& wish) {
  const bool is_turned = wish.before && !wish.after;
  const auto limit = static_cast<std::size_t>(wish.limit);
  const bool has_more = page.rows.size() > limit;
  if (has_more) page.rows.resize(limit);
  if (page.hits.size() > limit) page.hits.resize(limit);
  if (is_turned) {
    std::ranges::reverse(page.rows);
    std::ranges::reverse(page.hits);
  }
  page.has_before = is_turned ? has_more : wish.after || wish.offset > 0;
  page.has_after = is_turned || has_more;
}

Page list_page(Database& database, const Filter& filter, Order order,
               const PageWish& wish, bool with_total) {
  Search search{filter,
                order,
                leader_of(database, filter),
                stand_of(database, wish.after),
                stand_of(database, wish.after ? std::nullopt : wish.before),
                wish.limit + 1,
                0};
  if (!search.after && !search.before) search.offset = wish.offset;
  Page page;
  read_rows(database, search, page);
  if (with_total) count(database, search, page);
  settle(page, wish);
  if (page.rows.empty()) return page;
  const Row &first = page.rows.front(), &last = page.rows.back();
  page.first = Place{place_in(filter, order, first), first.id};
  page.last = Place{place_in(filter, order, last), last.id};
  return page;
}

}  // namespace support::index

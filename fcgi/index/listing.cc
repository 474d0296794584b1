#include "index/listing.h"

#include "index/pages.h"
#include "index/search.h"
#include "index/words.h"

namespace support::index {
namespace {

using Sums = std::vector<std::pair<std::string, std::int64_t>>;

constexpr std::int64_t kAtOnce = 500;  // of a walk
constexpr std::int64_t kMostQuickReplies = 10'000;

Page page_of(Database& database, const Filter& filter, Order order,
             const PageWish& wish, bool with_total = true) {
  if (filter.words.empty())
    return list_page(database, filter, order, wish, with_total);
  if (Wanted(filter.words).is_empty()) return {};
  return search_page(database, filter, order, wish, with_total);
}

std::int64_t number_of(Database& database, std::string_view sql) {
  Statement question = database.prepare(sql);
  return question.step() ? question.number(0) : 0;
}

void add_tallies(Database& database, const std::string& login,
                 Counts& counts) {
  Statement question = database.prepare(kTallies);
  while (question.step()) {
    const std::string status = question.text(0), assignee = question.text(1);
    const std::int64_t listed = question.number(2);
    counts.awaiting += question.number(3);
    if (status == "pending") counts.pending += listed;
    if (status == "closed") counts.closed += listed;
    if (status != "open") continue;
    counts.open += listed;
    if (assignee.empty()) counts.unassigned += listed;
    if (!login.empty() && assignee == login) counts.mine += listed;
  }
}

std::vector<Row> rows_of(Statement question) {
  std::vector<Row> rows;
  while (question.step()) rows.push_back(read_row(question));
  return rows;
}

Sums sums_of(Statement question) {
  Sums sums;
  while (question.step())
    sums.emplace_back(question.text(0), question.number(1));
  return sums;
}

// False when `each` has had enough.
bool tell(const Page& page, const std::function<bool(const Row&)>& each) {
  for (const Row& row : page.rows)
    if (!each(row)) return false;
  return page.has_after;
}

}  // namespace

bool Listing::ready() {
  return reader_.ask<bool>([](Database&) { return true; });
}

Page Listing::page(const Filter& filter, Order order, const PageWish& wish) {
  return reader_.ask<Page>([&](Database& database) {
    const Snapshot snapshot(database);
    return page_of(database, filter, order, wish);
  });
}

// In one snapshot, so that nobody moves meanwhile.  Not begun again once
// something was told.
void Listing::walk(const Filter& filter, Order order,
                   const std::function<bool(const Row&)>& each,
                   const std::function<bool()>& goes_on) {
  bool has_told = false;
  reader_.ask<bool>([&](Database& database) {
    if (has_told) throw IndexError("walk", IndexError::kDamaged);
    const Snapshot snapshot(database);
    PageWish wish;
    wish.limit = kAtOnce;
    for (;;) {
      const Page page = page_of(database, filter, order, wish, false);
      has_told |= !page.rows.empty();
      if (!tell(page, each) || !page.last) return true;
      if (goes_on && !goes_on()) return true;
      wish.after = page.last;
    }
  });
}

Counts Listing::counts(const std::string& login, base::Time closed_from) {
  return reader_.ask<Counts>([&](Database& database) {
    const Snapshot snapshot(database);
    Counts counts;
    counts.version = number_of(database, kVersion);
    add_tallies(database, login, counts);
    Statement closed = database.prepare(kClosedFrom);
    closed.bind(1, closed_from.time_since_epoch().count()).step();
    counts.closed_from = closed.number(0);
    Statement wait = database.prepare(kOldestWait);
    if (wait.step())
      counts.oldest_wait = base::Time(base::Millis(wait.number(0)));
    return counts;
  });
}

std::optional<Row> Listing::row(const std::string& id) {
  return reader_.ask<std::optional<Row>>([&](Database& database) {
    Statement question = database.prepare(row_sql());
    question.bind(1, id);
    return question.step() ? std::optional(read_row(question)) : std::nullopt;
  });
}

std::vector<std::pair<std::string, std::int64_t>> Listing::loads() {
  return reader_.ask<Sums>([](Database& database) {
    Sums loads;
    Statement question = database.prepare(kTallies);
    while (question.step()) {
      const bool counts = question.text(0) == "open" && question.number(2) > 0;
      if (counts && !question.text(1).empty())
        loads.emplace_back(question.text(1), question.number(2));
    }
    return loads;
  });
}

std::vector<std::pair<std::string, std::int64_t>> Listing::tags(
    std::int64_t limit) {
  return reader_.ask<Sums>([=](Database& database) {
    Statement question = database.prepare(kTagSums);
    question.bind(1, limit);
    return sums_of(std::move(question));
  });
}

std::vector<std::pair<std::string, std::int64_t>> Listing::quick_uses() {
  return reader_.ask<Sums>([](Database& database) {
    Statement question = database.prepare(kQuickSums);
    question.bind(1, kMostQuickReplies);
    return sums_of(std::move(question));
  });
}

std::vector<Row> Listing::awaiting(std::int64_t limit) {
  return reader_.ask<std::vector<Row>>([=](Database& database) {
    Statement question = database.prepare(awaiting_sql());
    question.bind(1, limit);
    return rows_of(std::move(question));
  });
}

std::vector<Row> Listing::silent(base::Time silent_since, std::int64_t limit) {
  return reader_.ask<std::vector<Row>>([=](Database& database) {
    Statement question = database.prepare(silent_sql());
    question.bind(1, silent_since.time_since_epoch().count()).bind(2, limit);
    return rows_of(std::move(question));
  });
}

std::vector<std::string> Listing::closed_before(base::Time silent_since,
                                                std::int64_t limit) {
  return reader_.ask<std::vector<std::string>>([=](Database& database) {
    std::vector<std::string> ids;
    Statement question = database.prepare(kClosedBefore);
    question.bind(1, silent_since.time_since_epoch().count()).bind(2, limit);
    while (question.step()) ids.push_back(question.text(0));
    return ids;
  });
}

}  // namespace support::index

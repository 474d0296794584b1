#include "index/listing.h"

#include "index/queries.h"

namespace support::index {
namespace {

std::int64_t number_of(Database& database, std::string_view sql) {
  Statement question = database.prepare(sql);
  return question.step() ? question.number(0) : 0;
}

std::vector<Row> rows_of(Database& database, const Filter& filter, Order order,
                         std::int64_t offset, std::int64_t limit) {
  Statement question = database.prepare(page_sql(filter, order));
  const int next = bind_filter(question, filter);
  question.bind(next, limit).bind(next + 1, offset);
  std::vector<Row> rows;
  while (question.step()) rows.push_back(read_row(question));
  return rows;
}

std::int64_t total_of(Database& database, const Filter& filter) {
  Statement question = database.prepare(total_sql(filter));
  bind_filter(question, filter);
  question.step();
  return question.number(0);
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

// The answers to one page's questions must fit each other.
class Snapshot {
 public:
  explicit Snapshot(Database& database) : database_(database) {
    database_.run("BEGIN");
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot() {
    try {
      database_.run("ROLLBACK");
    } catch (const IndexError&) {
      // Nothing was written.
    }
  }

 private:
  Database& database_;
};

}  // namespace

Database* Listing::database() {
  if (!database_ || database_->inode() != inode_of(paths_.index())) {
    database_.reset();
    database_ = Database::for_reading(paths_.index());
  }
  return database_ ? &*database_ : nullptr;
}

// Not if somebody has put another one in its place already.
void Listing::remove_damaged() {
  const bool is_another =
      database_ && database_->inode() != inode_of(paths_.index());
  database_.reset();
  if (!is_another) remove_database(paths_.index());
}

// Asks once more after damage: then there is no index, or a new one.
template <class Answer, class Question>
Answer Listing::ask(Question question) {
  for (bool is_again = false;; is_again = true) {
    try {
      Database* const there = database();
      return there ? question(*there) : Answer{};
    } catch (const IndexError& error) {
      if (!error.is_damaged() || is_again) {
        database_.reset();
        throw;
      }
      remove_damaged();
    }
  }
}

bool Listing::ready() {
  return ask<bool>([](Database&) { return true; });
}

Page Listing::page(const Filter& filter, Order order, const PageWish& wish) {
  return ask<Page>([&](Database& database) {
    const Snapshot snapshot(database);
    Page page;
    page.rows = rows_of(database, filter, order, wish.offset, wish.limit);
    page.total = total_of(database, filter);
    return page;
  });
}

Counts Listing::counts(const std::string& login, base::Time closed_from) {
  return ask<Counts>([&](Database& database) {
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
  return ask<std::optional<Row>>([&](Database& database) {
    Statement question = database.prepare(row_sql());
    question.bind(1, id);
    return question.step() ? std::optional(read_row(question)) : std::nullopt;
  });
}

std::vector<std::pair<std::string, std::int64_t>> Listing::loads() {
  using Loads = std::vector<std::pair<std::string, std::int64_t>>;
  return ask<Loads>([](Database& database) {
    Loads loads;
    Statement question = database.prepare(kTallies);
    while (question.step()) {
      const bool counts = question.text(0) == "open" && question.number(2) > 0;
      if (counts && !question.text(1).empty())
        loads.emplace_back(question.text(1), question.number(2));
    }
    return loads;
  });
}

}  // namespace support::index

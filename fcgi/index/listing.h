// Lists of conversations from the index, for staff.  Has its own copy of
// names, so that a list never goes down to the store.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "index/reader.h"
#include "index/row.h"
#include "store/paths.h"

namespace support::index {

// longest_wait: those who wait, longest first, then the others, latest first.
// newest, oldest: by the last message, file or status; with closed_from by
// the time of the close.  With words, newest and oldest go by the newest place
// where they were found.
enum class Order { longest_wait, newest, oldest };

// The conversations that a figure of statistics.h counts: its name there, the
// time asked for, and the agent ("" = all).
struct Counted {
  std::string figure;
  base::Time from{}, until{};
  std::string agent;
};

struct Filter {
  std::string status;                   // "" = any
  bool awaiting = false;  // only with an unanswered customer message
  std::optional<std::string> assignee;  // "" = unassigned; none = any
  std::string customer;                 // key; "" = any
  std::string person;  // the beginnings of words of name or e-mail; "" = any
  std::optional<bool> verified;
  std::optional<bool> has_file;
  std::string tag;                      // "" = any
  base::Time from{}, until{};  // last touched in [from, until); zero: no bound
  base::Time closed_from{};  // set: now closed, and closed at or after this
  // What a person typed to look for: every word must be in one message, note,
  // file name, name, e-mail or id of the conversation; the last word may be
  // the beginning of one; a "quoted phrase" stands together.  Case and
  // diacritics do not count; no other sign means anything, none can be wrong.
  // Signs without any word find nothing, here and in `person`.
  std::string words;
  std::optional<Counted> counted;
};

// One piece of a snippet; marked: a word that was looked for.
struct Piece {
  std::string text;
  bool marked = false;
};

// Where the words were found, the newest place of each conversation.
struct Hit {
  std::uint64_t n = 0;  // the record; 0: in the name, e-mail or id
  std::vector<Piece> snippet;
};

// Where a page begins or ends in a list that others move meanwhile: what is
// after a place stays after it, so nobody is skipped between two pages.
// A text for a URL, such as "1763804467123.20261122-K7Q2M8XW4TB3N9RD5VHJ".
struct Place {
  std::int64_t key = 0;  // of the order: a time in milliseconds, or so
  std::string id;

  static std::optional<Place> parse(std::string_view text);
  std::string text() const;
};

struct PageWish {
  std::int64_t limit = 25;
  std::int64_t offset = 0;      // of the first, when neither is given:
  std::optional<Place> after;   // those that follow it
  std::optional<Place> before;  // those just before it, in the same order
};

struct Page {
  std::vector<Row> rows;
  std::vector<Hit> hits;  // of each row, when there are words
  std::int64_t total = 0;
  bool is_more_than_total = false;  // counting was given up there
  bool gave_up = false;  // looking was: too many messages hold the words
  bool has_before = false, has_after = false;
  std::optional<Place> first, last;  // of rows
};

struct Counts {
  std::int64_t open = 0, pending = 0, closed = 0;
  std::int64_t closed_from = 0;  // closed at or after the time asked for
  std::int64_t awaiting = 0;     // an unanswered customer message
  std::int64_t unassigned = 0, mine = 0;  // of the open ones
  std::optional<base::Time> oldest_wait;
  // Grows with each change of the index; equal means that nothing changed.
  std::int64_t version = 0;
};

// A worker's read-only view; opens the database when it is first needed and
// again when it was rebuilt.  While there is no index: empty lists, and
// ready() is false.  Conversations in which nothing was said are not listed.
// An index found damaged is removed, whereupon the housekeeper makes another.
// Throws IndexError when the index cannot be read for a passing reason.
class Listing {
 public:
  explicit Listing(store::Paths paths) : reader_(std::move(paths)) {}

  bool ready();
  Page page(const Filter& filter, Order order, const PageWish& wish);
  // Calls `each` for every conversation of the filter, in pieces, so that an
  // export of all of them needs little memory; `each` answers false to stop.
  // So does `goes_on`, asked between two pieces: where words stand in many
  // messages, pieces may come without any.
  void walk(const Filter& filter, Order order,
            const std::function<bool(const Row&)>& each,
            const std::function<bool()>& goes_on = nullptr);
  Counts counts(const std::string& login, base::Time closed_from);
  // Also one in which nothing was said.
  std::optional<Row> row(const std::string& id);
  // Open conversations of each assignee who has any, by login.
  std::vector<std::pair<std::string, std::int64_t>> loads();
  // Every tag in use with the number of conversations, the commonest first.
  std::vector<std::pair<std::string, std::int64_t>> tags(std::int64_t limit);
  // How often each quick reply was sent, by its id.
  std::vector<std::pair<std::string, std::int64_t>> quick_uses();
  // Open and awaiting us, the longest wait first (routing, out of hours).
  std::vector<Row> awaiting(std::int64_t limit);
  // Neither closed nor awaiting us, and silent since before `silent_since`.
  std::vector<Row> silent(base::Time silent_since, std::int64_t limit);
  // Closed, and silent since before `silent_since`, the oldest first.
  std::vector<std::string> closed_before(base::Time silent_since,
                                         std::int64_t limit);

 private:
  Reader reader_;
};

}  // namespace support::index

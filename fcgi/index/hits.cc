#include "index/hits.h"

#include <algorithm>

namespace support::index {
namespace {

std::unordered_set<std::int64_t> members(Database& database,
                                         const Question& set) {
  std::unordered_set<std::int64_t> keys;
  Statement statement = prepare(database, set);
  while (statement.step()) keys.insert(statement.number(0));
  return keys;
}

}  // namespace

Question hits_question(const Wanted& wanted, bool is_falling,
                       std::optional<std::int64_t> beyond) {
  Question that{"SELECT place, conversation, n, messages.text FROM words"
                " CROSS JOIN messages ON place = words.rowid"
                " WHERE words MATCH ?",
                {}};
  that.with(wanted.match());
  if (beyond)
    (that << (is_falling ? " AND words.rowid < ?" : " AND words.rowid > ?"))
        .with(*beyond);
  that << (is_falling ? " ORDER BY words.rowid DESC" : " ORDER BY words.rowid");
  return that;
}

Hits::Hits(Database& database, const Filter& filter, const Wanted& wanted,
           bool is_falling, std::optional<std::int64_t> beyond,
           std::int64_t allowed)
    : database_(database),
      wanted_(wanted),
      is_falling_(is_falling),
      is_from_top_(is_falling && !beyond),
      left_(allowed),
      hits_(prepare(database, hits_question(wanted, is_falling, beyond))),
      probe_(prepare(database, probe_question(filter))),
      newer_(database.prepare("SELECT text FROM messages"
                              " WHERE conversation = ? AND n > ?"
                              " ORDER BY n DESC")),
      probed_(static_cast<int>(probe_question(filter).values.size()) + 1) {
  for (const Question& set : sets_of(filter))
    sets_.push_back(members(database, set));
}

std::optional<Found> Hits::next() {
  while (step()) {
    if (is_falling_ && seen_.contains(at_.conversation)) continue;
    if (wanted_.has_phrase() && !wanted_.holds(at_.text)) continue;
    if (is_falling_) seen_.insert(at_.conversation);
    auto row = row_of(at_.conversation);
    if (!row || !is_newest(at_)) continue;
    at_.row = std::move(*row);
    return at_;
  }
  return std::nullopt;
}

bool Hits::step() {
  if (left_-- <= 0) gave_up_ = true;
  if (gave_up_ || !hits_.step()) return false;
  at_.place = hits_.number(0);
  at_.conversation = hits_.number(1);
  at_.n = static_cast<std::uint64_t>(hits_.number(2));
  at_.text = hits_.text(3);
  return true;
}

bool Hits::is_newest(const Found& found) {
  if (is_from_top_) return true;
  newer_.bind(1, found.conversation);
  newer_.bind(2, static_cast<std::int64_t>(found.n));
  bool has_newer = false;
  for (; !has_newer && newer_.step(); --left_)
    has_newer = wanted_.holds(newer_.text(0));
  newer_.reset();
  return !has_newer;
}

std::optional<Row> Hits::row_of(std::int64_t conversation) {
  const auto is_in = [=](const auto& set) {
    return set.contains(conversation);
  };
  if (!std::ranges::all_of(sets_, is_in)) return std::nullopt;
  probe_.bind(probed_, conversation);
  std::optional<Row> row;
  if (probe_.step()) row = read_row(probe_);
  probe_.reset();
  return row;
}

std::optional<Place> Hits::stopped_at() {
  Statement question =
      database_.prepare("SELECT id FROM conversations WHERE key = ?");
  question.bind(1, at_.conversation);
  if (!question.step()) return std::nullopt;
  return Place{at_.place, question.text(0)};
}

}  // namespace support::index

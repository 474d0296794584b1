#include "index/texts.h"

#include <algorithm>
#include <set>

#include "index/place.h"
#include "index/words.h"

namespace support::index {
namespace {

constexpr std::size_t kMostBytesWaiting = 8 << 20;
constexpr std::int64_t kWovenAtOnce = 1000;

std::string person_text(const Row& row) { return row.name + "\n" + row.email; }

std::set<std::string> distinct_words(
    const std::vector<std::pair<std::int64_t, std::string>>& texts) {
  std::set<std::string> words;
  for (const auto& [place, text] : texts)
    for (Word& word : words_in(text)) words.insert(std::move(word.folded));
  return words;
}

// Found by search as the conversation's own words.
Said named(const Row& row) {
  return {0, row.started, Side::none, person_text(row) + "\n" + row.id, {}};
}

}  // namespace

Texts::Texts(Database& database, std::int64_t woven)
    : database_(database),
      woven_(woven),
      insert_(database.prepare("INSERT OR IGNORE INTO messages"
                               "(place, conversation, n, side, text)"
                               " VALUES(?1, ?2, ?3, ?4, ?5)")),
      remove_(database.prepare("DELETE FROM messages WHERE place = ?1")),
      of_conversation_(database.prepare(
          "SELECT place, text FROM messages WHERE conversation = ?1"
          " AND n >= ?2 AND n < ?3")),
      next_(database.prepare("SELECT place, text FROM messages"
                             " WHERE place > ?1 ORDER BY place LIMIT ?2")),
      words_in_(database.prepare("INSERT INTO words(rowid, text)"
                                 " VALUES(?1, ?2)")),
      words_out_(database.prepare("INSERT INTO words(words, rowid, text)"
                                  " VALUES('delete', ?1, ?2)")),
      people_in_(database.prepare("INSERT INTO people(rowid, text)"
                                  " VALUES(?1, ?2)")),
      people_out_(database.prepare("INSERT INTO people(people, rowid, text)"
                                   " VALUES('delete', ?1, ?2)")),
      learn_(database.prepare("INSERT OR IGNORE INTO vocabulary VALUES(?1)")),
      // Not while a message still holds it.
      unlearn_(database.prepare(
          "DELETE FROM vocabulary WHERE word = ?1 AND NOT EXISTS"
          " (SELECT 1 FROM words WHERE words MATCH ?2)")) {}

void Texts::add(std::int64_t conversation, const Said& said) {
  const std::int64_t place = insert(conversation, said);
  if (place <= woven_) take_in(place, said.text);
}

std::int64_t Texts::insert(std::int64_t conversation, const Said& said) {
  std::int64_t place = place_of(said.t, conversation, said.n);
  insert_.bind(2, conversation).bind(3, static_cast<std::int64_t>(said.n));
  insert_.bind(4, static_cast<std::int64_t>(said.side)).bind(5, said.text);
  for (;; ++place) {
    insert_.bind(1, place).run();
    if (database_.changes() > 0) return place;
  }
}

void Texts::take_in(std::int64_t place, const std::string& text) {
  words_waiting_.emplace_back(place, text);
  bytes_waiting_ += text.size();
  if (bytes_waiting_ > kMostBytesWaiting) flush();
}

void Texts::name(std::int64_t conversation, const Row& row) {
  add(conversation, named(row));
  if (woven_ == kAll)
    people_waiting_.emplace_back(conversation, person_text(row));
}

void Texts::unname(std::int64_t conversation, const Row& stored) {
  remove(conversation, 0, 1);
  if (woven_ != kAll) return;
  people_out_.bind(1, conversation).bind(2, person_text(stored)).run();
}

void Texts::remove(std::int64_t conversation) {
  remove(conversation, 0, kAll);
}

void Texts::remove(std::int64_t conversation, std::int64_t from_n,
                   std::int64_t until_n) {
  flush();
  std::vector<Entry> entries;
  of_conversation_.bind(1, conversation).bind(2, from_n);
  of_conversation_.bind(3, until_n);
  while (of_conversation_.step())
    entries.emplace_back(of_conversation_.number(0), of_conversation_.text(1));
  of_conversation_.reset();
  for (const auto& [place, text] : entries) {
    if (place <= woven_) words_out_.bind(1, place).bind(2, text).run();
    remove_.bind(1, place).run();
  }
  if (woven_ == kAll) unlearn(entries);
}

void Texts::learn(const std::vector<Entry>& texts) {
  for (const std::string& word : distinct_words(texts))
    learn_.bind(1, word).run();
}

// A secret that was taken out must not stay as a word.
void Texts::unlearn(const std::vector<Entry>& texts) {
  for (const std::string& word : distinct_words(texts)) {
    const std::string asked = can_be_asked_for(word) ? word : "";
    unlearn_.bind(1, word).bind(2, '"' + asked + '"').run();
  }
}

void Texts::flush() {
  if (woven_ == kAll) learn(words_waiting_);
  take_in_all(words_waiting_, words_in_);
  take_in_all(people_waiting_, people_in_);
  bytes_waiting_ = 0;
}

void Texts::take_in_all(std::vector<Entry>& waiting, Statement& with) {
  std::ranges::sort(waiting, {}, &Entry::first);
  for (const auto& [rowid, text] : waiting)
    with.bind(1, rowid).bind(2, text).run();
  waiting.clear();
}

std::int64_t Texts::weave(const std::function<bool()>& is_over) {
  flush();
  if (woven_ == kAll) return woven_;
  while (woven_ != kAll && !is_over()) {
    std::int64_t last = kAll;
    next_.bind(1, woven_).bind(2, kWovenAtOnce);
    while (next_.step()) {
      last = next_.number(0);
      words_in_.bind(1, last).bind(2, next_.text(1)).run();
    }
    next_.reset();
    woven_ = last;
  }
  if (woven_ != kAll) return woven_;
  database_.run("INSERT OR IGNORE INTO vocabulary SELECT term FROM word_list");
  database_.run("INSERT INTO people(rowid, text) SELECT key,"
                " name || char(10) || email FROM conversations ORDER BY key");
  return woven_;
}

}  // namespace support::index

// Words as the index knows them: cut and folded by SQLite's own tokenizer
// (unicode61, without diacritics), so that what is found, marked and stored
// always agrees.  What a person typed becomes words here and nothing else, so
// none of its signs can mean anything to SQLite.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "index/database.h"

namespace support::index {

struct Word {
  std::string folded;
  std::size_t begin = 0, end = 0;  // bytes of the text
};

std::vector<Word> words_in(std::string_view text);

// SQLite folds what it is asked for once more; a word that would come out of
// that as another, or as two, cannot be asked for.
bool can_be_asked_for(const std::string& word);

// The words looked for, all of them.
class Wanted {
 public:
  // At most kMostWords of them; the last may be the beginning of a word
  // unless quotes were closed behind it.
  static constexpr std::size_t kMostWords = 20;
  explicit Wanted(std::string_view typed);

  // The same words without phrases, each the beginning of one.
  static Wanted beginnings(std::string_view typed);

  // Finds the whole words for one that is a beginning.  Of too many (more
  // than kMostCompletions) it is not: then it is a word itself.
  static constexpr std::int64_t kMostCompletions = 300;
  void complete(Database& database);

  bool is_empty() const { return terms_.empty(); }
  bool has_phrase() const;
  // For MATCH: every word.  Finds all that holds() does, and only that unless
  // there is a phrase.
  std::string match() const;
  bool holds(std::string_view text) const;
  // Of each of the words, whether it is one looked for.
  std::vector<bool> found_in(const std::vector<Word>& words) const;

 private:
  // Words that follow each other; the last may be a beginning.
  struct Term {
    std::vector<std::string> words;
    bool is_beginning = false;
    std::vector<std::string> completions;  // of the last, once complete

    std::string match(std::size_t at) const;
    bool stands_at(const std::vector<Word>& text, std::size_t at) const;
  };
  Wanted() = default;
  void add(std::string_view typed, bool is_phrase);
  std::size_t count() const;

  std::vector<Term> terms_;
};

}  // namespace support::index

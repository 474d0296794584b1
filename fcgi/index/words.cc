#include "index/words.h"

#include <sqlite3.h>

#include <algorithm>
#include <new>
#include <set>

#include "index/schema.h"

namespace support::index {
namespace {

// The tokenizer needs a connection to be found by and none to work.
class Tokenizer {
 public:
  Tokenizer() {
    sqlite3* db = nullptr;
    fts5_api* api = nullptr;
    sqlite3_stmt* question = nullptr;
    if (sqlite3_open(":memory:", &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &question, nullptr) ==
            SQLITE_OK) {
      sqlite3_bind_pointer(question, 1, &api, "fts5_api_ptr", nullptr);
      sqlite3_step(question);
    }
    sqlite3_finalize(question);
    void* context = nullptr;
    const char* wish[] = {kTokenizerOption, kTokenizerValue};
    if (!api ||
        api->xFindTokenizer(api, kTokenizer, &context, &methods_) !=
            SQLITE_OK ||
        methods_.xCreate(context, wish, 2, &instance_) != SQLITE_OK)
      throw std::bad_alloc();
    db_ = db;
  }
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;
  ~Tokenizer() {
    methods_.xDelete(instance_);
    sqlite3_close(db_);
  }

  std::vector<Word> words_in(std::string_view text) const {
    std::vector<Word> words;
    const auto add = [](void* to, int, const char* word, int length, int begin,
                        int end) {
      static_cast<std::vector<Word>*>(to)->push_back(
          {std::string(word, static_cast<std::size_t>(length)),
           static_cast<std::size_t>(begin), static_cast<std::size_t>(end)});
      return SQLITE_OK;
    };
    methods_.xTokenize(instance_, &words, FTS5_TOKENIZE_DOCUMENT, text.data(),
                       static_cast<int>(text.size()), add);
    return words;
  }

 private:
  sqlite3* db_ = nullptr;
  fts5_tokenizer methods_{};
  Fts5Tokenizer* instance_ = nullptr;
};

constexpr char kCompletions[] =
    "SELECT word FROM vocabulary WHERE word >= ? AND word < ?"
    " ORDER BY word LIMIT ?";
constexpr char kLastLetter[] = "\U0010FFFF";

// More is never looked at; a person types a line.
constexpr std::size_t kLongest = 2000;

}  // namespace

std::vector<Word> words_in(std::string_view text) {
  static const Tokenizer tokenizer;
  return tokenizer.words_in(text);
}

bool can_be_asked_for(const std::string& word) {
  const std::vector<Word> again = words_in(word);
  return again.size() == 1 && again[0].folded == word;
}

Wanted::Wanted(std::string_view typed) {
  typed = typed.substr(0, kLongest);
  bool is_phrase = false;
  for (;;) {
    const auto quote = typed.find('"');
    add(typed.substr(0, quote), is_phrase);
    if (quote == typed.npos) break;
    is_phrase = !is_phrase;
    typed.remove_prefix(quote + 1);
    if (typed.empty()) return;
  }
  if (!terms_.empty()) terms_.back().is_beginning = true;
}

Wanted Wanted::beginnings(std::string_view typed) {
  Wanted wanted;
  wanted.add(typed.substr(0, kLongest), false);
  for (Term& term : wanted.terms_) term.is_beginning = true;
  return wanted;
}

void Wanted::add(std::string_view typed, bool is_phrase) {
  Term term;
  for (Word& word : words_in(typed)) {
    if (count() + term.words.size() >= kMostWords) break;
    if (!can_be_asked_for(word.folded)) continue;
    term.words.push_back(std::move(word.folded));
    if (is_phrase) continue;
    terms_.push_back(std::move(term));
    term = {};
  }
  if (!term.words.empty()) terms_.push_back(std::move(term));
}

std::size_t Wanted::count() const {
  std::size_t count = 0;
  for (const Term& term : terms_) count += term.words.size();
  return count;
}

bool Wanted::has_phrase() const {
  return std::ranges::any_of(
      terms_, [](const Term& term) { return term.words.size() > 1; });
}

void Wanted::complete(Database& database) {
  if (terms_.empty() || !terms_.back().is_beginning) return;
  Term& term = terms_.back();
  const std::string& word = term.words.back();
  Statement question = database.prepare(kCompletions);
  question.bind(1, word).bind(2, word + kLastLetter);
  question.bind(3, kMostCompletions + 1);
  while (question.step()) {
    std::string completion = question.text(0);
    if (can_be_asked_for(completion))
      term.completions.push_back(std::move(completion));
  }
  if (std::ssize(term.completions) <= kMostCompletions) return;
  term.is_beginning = false;
  term.completions.clear();
}

// A word holds letters and digits only, so quotes are all it needs.
std::string Wanted::Term::match(std::size_t at) const {
  const std::string word = '"' + words[at] + '"';
  if (!is_beginning || at + 1 < words.size()) return word;
  if (completions.empty()) return word + '*';
  std::string any;
  for (const std::string& completion : completions)
    any += (any.empty() ? "(\"" : " OR \"") + completion + '"';
  return any + ')';
}

std::string Wanted::match() const {
  std::set<std::string> parts;
  for (const Term& term : terms_)
    for (std::size_t at = 0; at < term.words.size(); ++at)
      parts.insert(term.match(at));
  std::string all;
  for (const std::string& part : parts) {
    if (!all.empty()) all += " AND ";
    all += part;
  }
  return all;
}

bool Wanted::Term::stands_at(const std::vector<Word>& text,
                             std::size_t at) const {
  if (text.size() - at < words.size()) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& there = text[at + i].folded;
    const bool may_begin = is_beginning && i + 1 == words.size();
    if (may_begin ? !there.starts_with(words[i]) : there != words[i])
      return false;
  }
  return true;
}

bool Wanted::holds(std::string_view text) const {
  const std::vector<Word> words = words_in(text);
  return std::ranges::all_of(terms_, [&](const Term& term) {
    for (std::size_t at = 0; at < words.size(); ++at)
      if (term.stands_at(words, at)) return true;
    return false;
  });
}

std::vector<bool> Wanted::found_in(const std::vector<Word>& words) const {
  std::vector<bool> found(words.size());
  for (const Term& term : terms_) {
    for (std::size_t at = 0; at < words.size(); ++at) {
      if (!term.stands_at(words, at)) continue;
      for (std::size_t i = 0; i < term.words.size(); ++i) found[at + i] = true;
    }
  }
  return found;
}

}  // namespace support::index

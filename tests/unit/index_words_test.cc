#define BOOST_TEST_DYN_LINK
#include "index/words.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "base/text.h"
#include "index/snippet.h"

namespace support::index {
namespace {

bool holds(const std::string& typed, const std::string& text) {
  return Wanted(typed).holds(text);
}

std::string marked(const std::string& text, const std::string& typed) {
  std::string all;
  for (const Piece& piece : snippet(text, Wanted(typed)))
    all += piece.marked ? "[" + piece.text + "]" : piece.text;
  return all;
}

BOOST_AUTO_TEST_SUITE(index_words)

BOOST_AUTO_TEST_CASE(every_word_must_be_there_in_any_order) {
  BOOST_TEST(holds("order lost", "I lost my order"));
  BOOST_TEST(!holds("order lost", "I found my order"));
}

BOOST_AUTO_TEST_CASE(case_and_diacritics_do_not_count) {
  BOOST_TEST(holds("ZURUCK", "Ich hätte es gern zurück"));
  BOOST_TEST(holds("hätte", "er hatte"));
  BOOST_TEST(holds("ΕΛΛΗΝΙΚΆ", "ελληνικά"));
  BOOST_TEST(holds("vietnam việt", "Viet Nam: Vietnam, viẹt"));
}

BOOST_AUTO_TEST_CASE(only_the_last_word_may_be_the_beginning_of_one) {
  BOOST_TEST(holds("my ord", "my order"));
  BOOST_TEST(!holds("ord my", "my order"));
  BOOST_TEST(!holds("\"my ord\"", "my order"));
  BOOST_TEST(holds("\"my ord", "my order"));
}

BOOST_AUTO_TEST_CASE(a_phrase_stands_together) {
  BOOST_TEST(holds("\"my order\"", "where is MY  order?"));
  BOOST_TEST(!holds("\"my order\"", "my last order"));
  BOOST_TEST(holds("\"my order\" where", "where is my order"));
  BOOST_TEST(holds("ana@example.org", "write to example, org, or ana"));
}

BOOST_AUTO_TEST_CASE(no_sign_means_anything) {
  BOOST_TEST(Wanted("***").is_empty());
  BOOST_TEST(Wanted("\"\"").is_empty());
  BOOST_TEST(Wanted("").is_empty());
  BOOST_TEST(Wanted("hello*").match() == "\"hello\"*");
  BOOST_TEST(Wanted("text:a AND b").match() ==
             "\"a\" AND \"and\" AND \"b\"* AND \"text\"");
  BOOST_TEST(Wanted("NEAR(a b, 5)").match() ==
             "\"5\"* AND \"a\" AND \"b\" AND \"near\"");
  BOOST_TEST(Wanted("\"a\" OR \"\" ^b -c").match() ==
             "\"a\" AND \"b\" AND \"c\"* AND \"or\"");
}

BOOST_AUTO_TEST_CASE(thousands_of_words_are_cut_to_a_few) {
  std::string typed;
  for (int i = 0; i < 5000; ++i) typed += "w" + std::to_string(i) + " ";
  const std::string match = Wanted(typed).match();
  std::size_t count = 1;
  for (auto at = match.find(" AND "); at != match.npos;
       at = match.find(" AND ", at + 1))
    ++count;
  BOOST_TEST(count == Wanted::kMostWords);
}

BOOST_AUTO_TEST_CASE(a_snippet_marks_the_words_as_they_were_written) {
  BOOST_TEST(marked("Where is my Bücherregal?", "bucher") ==
             "Where is my [Bücherregal]?");
  BOOST_TEST(marked("one\ntwo  three", "two") == "one [two] three");
  BOOST_TEST(marked("my order, an order", "\"my order\"") ==
             "[my] [order], an order");
}

BOOST_AUTO_TEST_CASE(a_long_text_is_cut_around_the_first_word_found) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "wörter ";
  text += "needle ";
  for (int i = 0; i < 200; ++i) text += "straße ";
  std::string plain;
  for (const Piece& piece : snippet(text, Wanted("needle"))) {
    plain += piece.text;
    BOOST_TEST(base::is_utf8(piece.text));
  }
  BOOST_TEST(base::code_points(plain) <= kSnippetLetters + 2);
  BOOST_TEST(base::code_points(plain) > kSnippetLetters - 20);
  BOOST_TEST(plain.starts_with("…"));
  BOOST_TEST(plain.ends_with("…"));
  BOOST_TEST(plain.find("wörter needle straße") != plain.npos);
}

BOOST_AUTO_TEST_CASE(one_endless_word_is_cut_between_letters) {
  std::string text = "needle";
  for (int i = 0; i < 500; ++i) text += "日";
  for (const std::string& typed : {std::string("needle"), text}) {
    std::string plain;
    for (const Piece& piece : snippet(text, Wanted(typed)))
      plain += piece.text;
    BOOST_TEST(base::is_utf8(plain));
    BOOST_TEST(base::code_points(plain) <= kSnippetLetters + 2);
  }
}

BOOST_AUTO_TEST_CASE(any_bytes_make_words_that_can_be_asked_for) {
  std::mt19937 dice(3);
  for (int round = 0; round < 3000; ++round) {
    std::string typed;
    for (unsigned i = static_cast<unsigned>(dice()) % 40; i > 0; --i)
      typed += dice() % 4 ? static_cast<char>(dice())
                          : "\"*:^-() NEAR AND\xcc\x88"[dice() % 18];
    const Wanted wanted(typed);
    for (const Word& word : words_in(wanted.match()))
      BOOST_TEST(words_in(word.folded).size() == 1);
    snippet(typed, wanted);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::index

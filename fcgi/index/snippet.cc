#include "index/snippet.h"

#include <algorithm>

#include "base/text.h"

namespace support::index {
namespace {

// So much of what stands before the first word found.
constexpr std::size_t kBefore = 40;

struct Extent {
  std::size_t begin = 0, end = 0;  // bytes
};

bool is_inside_letter(std::string_view text, std::size_t at) {
  return at < text.size() &&
         (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

std::size_t letters_on(std::string_view text, std::size_t at,
                       std::size_t count) {
  for (; count > 0 && at < text.size(); --count) {
    ++at;
    while (is_inside_letter(text, at)) ++at;
  }
  return at;
}

std::size_t letters_back(std::string_view text, std::size_t at,
                         std::size_t count) {
  for (; count > 0 && at > 0; --count) {
    --at;
    while (at > 0 && is_inside_letter(text, at)) --at;
  }
  return at;
}

// To the beginning of a word, or where it is if that is too far.
Extent extent_around(std::string_view text, const std::vector<Word>& words,
                     std::size_t first_found) {
  Extent extent;
  extent.begin = letters_back(text, first_found, kBefore);
  extent.end = letters_on(text, extent.begin, kSnippetLetters);
  // What the end leaves unused is given to the beginning.
  if (extent.end == text.size())
    extent.begin = std::min(extent.begin,
                            letters_back(text, extent.end, kSnippetLetters));
  for (const Word& word : words) {
    if (extent.begin > word.begin && extent.begin < word.end &&
        word.end <= first_found)
      extent.begin = word.end;
    if (extent.end > word.begin && extent.end < word.end &&
        word.begin > first_found)
      extent.end = word.begin;
  }
  return extent;
}

void add(std::vector<Piece>& pieces, std::string_view text, bool marked) {
  if (text.empty()) return;
  if (!pieces.empty() && pieces.back().marked == marked)
    pieces.back().text += text;
  else
    pieces.push_back({std::string(text), marked});
}

}  // namespace

std::vector<Piece> snippet(std::string_view text, const Wanted& wanted) {
  const std::string line = base::one_line(text);
  const std::vector<Word> words = words_in(line);
  const std::vector<bool> found = wanted.found_in(words);
  const auto first = std::ranges::find(found, true) - found.begin();
  const auto at = static_cast<std::size_t>(first);
  const Extent extent =
      extent_around(line, words, at < words.size() ? words[at].begin : 0);
  const std::string_view all = line;

  std::vector<Piece> pieces;
  if (extent.begin > 0) add(pieces, "…", false);
  std::size_t done = extent.begin;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!found[i] || words[i].begin < done || words[i].begin >= extent.end)
      continue;
    add(pieces, all.substr(done, words[i].begin - done), false);
    done = std::min(words[i].end, extent.end);
    add(pieces, all.substr(words[i].begin, done - words[i].begin), true);
  }
  add(pieces, all.substr(done, extent.end - done), false);
  if (extent.end < line.size()) add(pieces, "…", false);
  return pieces;
}

}  // namespace support::index

#include "http/router.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace support::http {
namespace {

using Segments = std::vector<std::string_view>;

bool is_variable(std::string_view segment) {
  return segment.starts_with('<') && segment.ends_with('>');
}

bool fits(std::string_view pattern, std::string_view segment) {
  return is_variable(pattern) ? !segment.empty() : pattern == segment;
}

bool fits(const Segments& pattern, const Segments& path) {
  return std::ranges::equal(pattern, path, [](auto one, auto other) {
    return fits(one, other);
  });
}

bool answers(Method row, Method asked) {
  return row == asked || (row == Method::get && asked == Method::head);
}

std::vector<std::string> variables_of(const Segments& pattern,
                                      const Segments& path) {
  std::vector<std::string> variables;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_variable(pattern[i])) variables.emplace_back(path[i]);
  }
  return variables;
}

// What the Allow header of a 405 says.
class Allowed {
 public:
  void add(Method row) {
    for (Word& word : words_) word.is_in |= answers(row, word.method);
  }
  std::string text() const {
    std::string list;
    for (const Word& word : words_) {
      if (!word.is_in) continue;
      if (!list.empty()) list += ", ";
      list += word.name;
    }
    return list;
  }

 private:
  struct Word {
    Method method;
    std::string_view name;
    bool is_in = false;
  };
  std::array<Word, 4> words_{{{Method::get, "GET"},
                              {Method::head, "HEAD"},
                              {Method::post, "POST"},
                              {Method::options, "OPTIONS"}}};
};

}  // namespace

Router::Router(const std::vector<Pattern>& patterns) {
  for (const Pattern& pattern : patterns) {
    rows_.push_back({pattern.method, base::split(pattern.path, '/')});
  }
}

Match Router::match(Method method, std::string_view path) const {
  if (path.empty()) return {};
  const Segments segments = base::split(path, '/');
  Allowed allowed;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (!fits(rows_[row].segments, segments)) continue;
    if (answers(rows_[row].method, method)) {
      return {.kind = Match::Kind::found,
              .row = row,
              .variables = variables_of(rows_[row].segments, segments),
              .allow = {}};
    }
    allowed.add(rows_[row].method);
  }
  Match match;
  match.allow = allowed.text();
  if (!match.allow.empty()) match.kind = Match::Kind::no_such_method;
  return match;
}

}  // namespace support::http

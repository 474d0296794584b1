// Which row of a table a path belongs to.  A pattern is a path in which
// "<id>", "<n>" and the like stand for one segment each; variables come back
// in order.  The first row that fits wins, so "create" stands above "<id>".
// Knows no access and no handler.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"

namespace support::http {

struct Pattern {
  Method method;
  std::string_view path;
};

struct Match {
  enum class Kind { found, no_such_path, no_such_method };
  Kind kind = Kind::no_such_path;
  std::size_t row = 0;                // when found
  std::vector<std::string> variables;  // when found
  std::string allow;                  // "GET, HEAD, POST": no_such_method
};

class Router {
 public:
  // The patterns' texts must outlive the router (they are literals).
  explicit Router(const std::vector<Pattern>& patterns);
  // HEAD matches GET rows.  OPTIONS matches only rows of its own.
  Match match(Method method, std::string_view path) const;

 private:
  struct Row {
    Method method;
    std::vector<std::string_view> segments;
  };
  std::vector<Row> rows_;
};

}  // namespace support::http

// Pages from Mustache templates (templates/*.html), loaded and checked once.
// Only {{x}}, {{#x}}, {{^x}} and {{> part}} are used; values are escaped.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace support::web {

// What a template sees: text, a truth, a list, or a nested thing.  Missing
// names render as nothing, so each page has a test that looks for its text.
class Data {
 public:
  Data& set(std::string name, std::string text);
  Data& set(std::string name, bool truth);
  Data& set(std::string name, Data nested);
  Data& set(std::string name, std::vector<Data> list);

  struct Field;
  const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

class View {
 public:
  // Loads every *.html of the directory; names starting with "p_" are
  // partials.  Throws std::runtime_error naming a file that does not parse,
  // holds {{{ or {{&, or names a partial that is not there.
  explicit View(const base::Path& templates);
  ~View();

  std::string render(std::string_view page, const Data& data);

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
};

}  // namespace support::web

// Pages from Mustache templates (templates/*.html), loaded and checked once.
// Only {{x}}, {{#x}}, {{^x}} and {{> part}} are used; values are escaped.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace support::web {

// What a template sees: text, a truth, a list, or a nested thing.  An empty
// text is no truth: {{^x}} shows.  A name missing inside a list is looked up
// outside it, and a name missing everywhere renders as nothing; so each item
// sets all its names, and each page has a test that looks for its text.
class Data {
 public:
  Data& set(std::string name, std::string text);
  Data& set(std::string name, std::string_view text);
  // Without this one a literal would become a truth.
  Data& set(std::string name, const char* text);
  Data& set(std::string name, bool truth);
  Data& set(std::string name, std::int64_t number);
  Data& set(std::string name, Data nested);
  Data& set(std::string name, std::vector<Data> list);

  struct Field;
  const std::vector<Field>& fields() const { return fields_; }

 private:
  Field& add(std::string name);
  std::vector<Field> fields_;
};

struct Data::Field {
  enum class Kind { text, truth, nested, list };
  std::string name;
  Kind kind = Kind::text;
  std::string text = {};
  bool truth = false;
  std::vector<Data> list = {};  // one of them when nested
};

class View {
 public:
  // Loads every *.html of the directory; names starting with "p_" are
  // partials.  Throws std::runtime_error naming a file that does not parse,
  // holds {{{, {{& or {{=, or names a partial that is not there or that
  // includes itself.
  explicit View(const base::Path& templates);
  ~View();

  // `page` is a file's name without ".html".  Throws std::logic_error when
  // there is none.
  std::string render(std::string_view page, const Data& data);

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
};

}  // namespace support::web

// The library looks partials up among the data, where a customer's text might
// stand under the same name, and parses them at each rendering.  So partials
// are put in their place here, once, when the templates are loaded.
#include "web/view.h"

#include <kainjow/mustache.hpp>
#include <stdexcept>

namespace support::web {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::size_t kMaxTemplate = 64 * 1024;
constexpr int kMaxDepth = 8;  // partials inside partials

using Texts = std::map<std::string, std::string, std::less<>>;

Texts read_all(const base::Path& folder) {
  Texts texts;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".html") continue;
    std::string text = base::read_file(entry.path(), kMaxTemplate).value_or("");
    texts.emplace(entry.path().stem().string(), std::move(text));
  }
  return texts;
}

[[noreturn]] void fail(std::string_view name, const std::string& why) {
  throw std::runtime_error("template " + std::string(name) + ".html: " + why);
}

void refuse_raw_tags(std::string_view name, const std::string& text) {
  for (const char* tag : {"{{{", "{{&", "{{ &", "{{="}) {
    if (text.find(tag) != text.npos) {
      fail(name, std::string("holds ") + tag + ", which does not escape");
    }
  }
}

// The partials' names between "{{>" and "}}" replaced by their texts.
std::string expanded(const Texts& texts, const std::string& name, int depth) {
  if (depth > kMaxDepth) fail(name, "includes itself");
  const std::string& text = texts.at(name);
  std::string out;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find("{{>", from)) != text.npos;) {
    const std::size_t end = text.find("}}", at);
    if (end == text.npos) fail(name, "a tag that does not end");
    std::string part = text.substr(at + 3, end - at - 3);
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    if (!part.starts_with("p_") || !texts.contains(part)) {
      fail(name, "no partial named '" + part + "'");
    }
    out.append(text, from, at - from).append(expanded(texts, part, depth + 1));
    from = end + 2;
  }
  return out.append(text, from);
}

mustache::data made_from(const Data& data);

mustache::data made_from(const Data::Field& field) {
  using Kind = Data::Field::Kind;
  switch (field.kind) {
    case Kind::text:
      if (field.text.empty()) return mustache::data(false);
      return mustache::data(field.text);
    case Kind::truth:
      return mustache::data(field.truth);
    case Kind::nested:
      return made_from(field.list.front());
    case Kind::list:
      break;
  }
  mustache::data list(mustache::data::type::list);
  for (const Data& item : field.list) list.push_back(made_from(item));
  return list;
}

mustache::data made_from(const Data& data) {
  mustache::data made;
  for (const Data::Field& field : data.fields()) {
    made.set(field.name, made_from(field));
  }
  return made;
}

}  // namespace

Data::Field& Data::add(std::string name) {
  for (Field& field : fields_) {
    if (field.name == name) return field = Field{std::move(name)};
  }
  return fields_.emplace_back(Field{std::move(name)});
}

Data& Data::set(std::string name, std::string text) {
  add(std::move(name)).text = std::move(text);
  return *this;
}

Data& Data::set(std::string name, std::string_view text) {
  return set(std::move(name), std::string(text));
}

Data& Data::set(std::string name, const char* text) {
  return set(std::move(name), std::string(text));
}

Data& Data::set(std::string name, bool truth) {
  Field& field = add(std::move(name));
  field.kind = Field::Kind::truth;
  field.truth = truth;
  return *this;
}

Data& Data::set(std::string name, std::int64_t number) {
  return set(std::move(name), std::to_string(number));
}

Data& Data::set(std::string name, Data nested) {
  Field& field = add(std::move(name));
  field.kind = Field::Kind::nested;
  field.list.push_back(std::move(nested));
  return *this;
}

Data& Data::set(std::string name, std::vector<Data> list) {
  Field& field = add(std::move(name));
  field.kind = Field::Kind::list;
  field.list = std::move(list);
  return *this;
}

struct View::Loaded {
  std::map<std::string, mustache::mustache, std::less<>> pages;
};

View::View(const base::Path& templates) : loaded_(new Loaded) {
  const Texts texts = read_all(templates);
  for (const auto& [name, text] : texts) {
    refuse_raw_tags(name, text);
    mustache::mustache page(expanded(texts, name, 0));
    if (!page.is_valid()) fail(name, page.error_message());
    if (!name.starts_with("p_")) loaded_->pages.emplace(name, std::move(page));
  }
}

View::~View() = default;

std::string View::render(std::string_view page, const Data& data) {
  const auto found = loaded_->pages.find(page);
  if (found == loaded_->pages.end()) {
    throw std::logic_error("no template named " + std::string(page));
  }
  return found->second.render(made_from(data));
}

}  // namespace support::web

#include "ctl/arguments.h"

#include <algorithm>

namespace support::ctl {
namespace {

bool is_in(std::string_view name,
           std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

}  // namespace

Arguments::Arguments(const Words& words,
                     std::initializer_list<std::string_view> with_value,
                     std::initializer_list<std::string_view> flags) {
  bool options = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (options && word == "--") {
      options = false;
    } else if (!options || !word.starts_with("-")) {
      plain_.push_back(word);
    } else if (is_in(word, flags)) {
      flags_.insert(word);
    } else {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      if (!is_in(name, with_value)) {
        throw Failure(kUsage, "unknown option " + printable(name));
      }
      if (equals == std::string::npos && i + 1 == words.size()) {
        throw Failure(kUsage, name + " needs a value");
      }
      std::string value = equals == std::string::npos
                              ? words[++i]
                              : word.substr(equals + 1);
      if (value.empty()) throw Failure(kUsage, name + " has an empty value");
      if (!values_.emplace(name, std::move(value)).second) {
        throw Failure(kUsage, name + " is given twice");
      }
    }
  }
}

const std::vector<std::string>& Arguments::plain(std::size_t count) const {
  if (plain_.size() < count) throw Failure(kUsage, "a word is missing");
  if (plain_.size() > count) {
    throw Failure(kUsage, "one word too many: " + printable(plain_[count]));
  }
  if (std::ranges::find(plain_, "") != plain_.end()) {
    throw Failure(kUsage, "a word is empty");
  }
  return plain_;
}

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto found = values_.find(option);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::string Arguments::value_or(std::string_view option,
                                std::string_view missing) const {
  return value(option).value_or(std::string(missing));
}

}  // namespace support::ctl

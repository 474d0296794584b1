// The words after a command's name, sorted into plain words, options with a
// value ("--name N" or "--name=N") and flags.  "--" ends the options.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ctl/ctl.h"

namespace support::ctl {

class Arguments {
 public:
  // Throws Failure (usage): an option that is in neither list, one without
  // its value, one given twice.  An empty value is none: "--data $UNSET"
  // must not mean what no --data means.
  Arguments(const Words& words,
            std::initializer_list<std::string_view> with_value,
            std::initializer_list<std::string_view> flags);

  // Throws Failure (usage) unless there are exactly so many plain words, none
  // of them empty.
  const std::vector<std::string>& plain(std::size_t count) const;
  bool has(std::string_view flag) const { return flags_.contains(flag); }
  // Nothing when the option was not given.
  std::optional<std::string> value(std::string_view option) const;
  std::string value_or(std::string_view option,
                       std::string_view missing) const;

 private:
  std::vector<std::string> plain_;
  std::set<std::string, std::less<>> flags_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace support::ctl

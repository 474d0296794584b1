// Every fault of a support.conf at once, for whoever mends it; who only wants
// to start calls load_config().
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/config.h"

namespace support::base {

struct CheckedConfig {
  Config config;  // as far as it could be read
  std::vector<std::string> faults;  // as ConfigError words them, in the
                                    // order in which they were found
  // What to put before a fault of a key's value: "file:line: key", or
  // "file: key" where no line sets it.
  std::string place_of(const std::string& key) const;

  std::filesystem::path file;
  std::map<std::string, std::size_t> lines;  // of the keys that are set
};

// Throws ConfigError when the file cannot be read.  Looks at no path it names.
CheckedConfig checked_config(const std::filesystem::path& file);

}  // namespace support::base

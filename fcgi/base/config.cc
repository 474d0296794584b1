#include "base/config_check.h"

#include <sys/un.h>

#include <algorithm>
#include <boost/property_tree/ini_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <cerrno>
#include <set>
#include <sstream>
#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "base/origin.h"
#include "base/text.h"

namespace support::base {
namespace {

// What is wrong with one value; the place is added later.
using BadValue = std::invalid_argument;

struct PathKey {
  std::string_view name;
  Path Config::*member;
  bool is_required = true;
};
constexpr PathKey kPaths[] = {
    {"socket", &Config::socket},
    {"data_dir", &Config::data_dir},
    {"cache_dir", &Config::cache_dir},
    {"run_dir", &Config::run_dir},
    {"keys_file", &Config::keys_file},
    {"templates_dir", &Config::templates_dir},
    {"metrics_file", &Config::metrics_file, false},
    {"clock_file", &Config::clock_file, false},
};

struct SwitchKey {
  std::string_view name;
  bool Config::*member;
  std::string_view on;
  std::string_view off;
};
constexpr SwitchKey kSwitches[] = {
    {"tls", &Config::tls, "on", "off"},
    {"demo", &Config::demo, "yes", "no"},
    {"cheap_passwords", &Config::cheap_passwords, "yes", "no"},
};

struct SizeKey {
  std::string_view name;
  std::size_t Limits::*member;
  std::int64_t least;
  std::int64_t most;
};
// The upper bounds are what the store's readers and the pages are made for.
constexpr SizeKey kSizes[] = {
    {"max_text_code_points", &Limits::text_code_points, 1, 32 * 1024},
    {"max_text_bytes", &Limits::text_bytes, 1, 32 * 1024},
    {"max_line_bytes", &Limits::line_bytes, 1024, 64 * 1024},
    {"max_file_bytes", &Limits::file_bytes, 1, 1024 * 1024 * 1024},
    {"max_conversation_bytes", &Limits::conversation_bytes, 1024,
     64 * 1024 * 1024},
};

struct RateKey {
  std::string_view name;
  Rate Limits::*member;
};
constexpr RateKey kRates[] = {
    {"rate_create", &Limits::create},
    {"rate_send", &Limits::send},
    {"rate_poll", &Limits::poll},
    {"rate_upload", &Limits::upload},
    {"rate_wrong_token", &Limits::wrong_token},
    {"rate_login", &Limits::login_address},
};

template <class Key, std::size_t size>
const Key* look_up(const Key (&table)[size], std::string_view name) {
  const auto key = std::ranges::find(table, name, &Key::name);
  return key == std::end(table) ? nullptr : key;
}

std::int64_t number(std::string_view value, std::int64_t least,
                    std::int64_t most) {
  const auto n = to_number(value);
  if (!n || *n < least || *n > most)
    throw BadValue("must be a number from " + std::to_string(least) + " to " +
                   std::to_string(most));
  return *n;
}

Rate rate(std::string_view value) {
  const auto parts = split(value, '/');
  if (parts.size() != 2)
    throw BadValue("must be count/seconds, for instance 30/60");
  return {.count = static_cast<int>(number(parts[0], 1, 1'000'000)),
          .per_seconds = static_cast<int>(number(parts[1], 1, 86'400))};
}

bool is_on(std::string_view value, const SwitchKey& key) {
  if (value != key.on && value != key.off)
    throw BadValue("must be " + std::string(key.on) + " or " +
                   std::string(key.off));
  return value == key.on;
}

std::string group(const std::string& value) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  if (value.find_first_not_of(kAllowed) != value.npos || value.size() > 32)
    throw BadValue("must be the name of a group");
  return value;
}

std::vector<std::string> origins(std::string_view value) {
  std::vector<std::string> list;
  const std::string words = one_line(value);
  for (const std::string_view word : split(words, ' ')) {
    if (const auto wrong = wrong_with_origin(word)) throw BadValue(*wrong);
    list.emplace_back(word);
  }
  return list;
}

void set(Config& config, std::string_view name, const std::string& value) {
  if (value.find_first_of("#;\"") != value.npos)
    throw BadValue("takes no quotes, and no comment behind the value");
  if (const auto* path = look_up(kPaths, name))
    config.*(path->member) = value;
  else if (const auto* toggle = look_up(kSwitches, name))
    config.*(toggle->member) = is_on(value, *toggle);
  else if (const auto* size = look_up(kSizes, name))
    config.limits.*(size->member) =
        static_cast<std::size_t>(number(value, size->least, size->most));
  else if (const auto* pace = look_up(kRates, name))
    config.limits.*(pace->member) = rate(value);
  else if (name == "workers")
    config.workers = static_cast<int>(number(value, 1, 64));
  else if (name == "origins")
    config.origins = origins(value);
  else if (name == "data_group")
    config.data_group = group(value);
  else
    throw BadValue("is no key of this file");
}

// The text of support.conf, kept because PropertyTree forgets the lines.
class Source {
 public:
  explicit Source(const Path& file) : file_(file) {
    constexpr std::size_t kMaxBytes = 64 * 1024;
    try {
      auto text = read_file(file, kMaxBytes);
      if (!text) throw IoError(file.string(), "open", ENOENT);
      text_ = std::move(*text);
    } catch (const IoError& e) {
      throw ConfigError(file.string() + ": cannot be read: " +
                        std::system_category().message(e.error()));
    }
    if (!is_utf8(text_) || has_nul(text_))
      throw ConfigError(file.string() + ": is no UTF-8 text");
  }

  // Whatever can be read; a line that cannot is a fault, and read past.
  boost::property_tree::ptree read() {
    for (std::string text = text_;;) {
      std::istringstream stream(text);
      boost::property_tree::ptree keys;
      try {
        boost::property_tree::read_ini(stream, keys);
        return keys;
      } catch (const boost::property_tree::ini_parser_error& e) {
        refuse(e.line(), e.message());
        if (!blank_line(text, e.line())) return {};
      }
    }
  }

  void refuse_section(const std::string& name) {
    refuse(line_of('[' + name), "has no sections");
  }
  // A key is told of once: that it has no good value is no second fault.
  void refuse_key(const std::string& name, const std::string& why) {
    if (refused_.insert(name).second) refuse(line_of(name), name + ' ' + why);
  }

  // 0 when no line sets the key.
  std::size_t line_of(std::string_view name) const {
    const auto lines = split(text_, '\n');
    const auto begins = [&](std::string_view line) {
      const std::string_view key = line.substr(0, line.find_first_of("=]"));
      return trimmed(key) == name;
    };
    const auto line = std::ranges::find_if(lines, begins);
    return line == lines.end()
               ? 0
               : static_cast<std::size_t>(line - lines.begin()) + 1;
  }

  std::vector<std::string> faults() const { return faults_; }

 private:
  // False when there is nothing on it to blame.
  static bool blank_line(std::string& text, std::size_t number) {
    std::size_t begin = 0;
    for (; number > 1; --number) begin = text.find('\n', begin) + 1;
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (begin >= end) return false;
    text.erase(begin, end - begin);
    return true;
  }

  void refuse(std::size_t line, const std::string& why) {
    const std::string place = line ? ':' + std::to_string(line) : "";
    faults_.push_back(file_.string() + place + ": " + why);
  }

  Path file_;
  std::string text_;
  std::vector<std::string> faults_;
  std::set<std::string> refused_;
};

void stand_from(const Path& folder, Config& config) {
  for (const PathKey& key : kPaths) {
    Path& path = config.*key.member;
    if (!path.empty()) path = (folder / path).lexically_normal();
  }
  if (config.metrics_file.empty())
    config.metrics_file = config.run_dir / "metrics.prom";
}

// What no value can tell alone.
void check_together(const Config& config, Source& source) {
  for (const PathKey& key : kPaths)
    if (key.is_required && (config.*key.member).empty())
      source.refuse_key(std::string(key.name), "must be set");
  if (config.socket.native().size() >= sizeof(sockaddr_un::sun_path))
    source.refuse_key("socket", "is too long a path for a unix socket");
  if (!config.clock_file.empty() && !config.demo)
    source.refuse_key("clock_file", "needs demo = yes");
  if (config.cheap_passwords && !config.demo)
    source.refuse_key("cheap_passwords", "needs demo = yes");
  if (config.origins.empty()) source.refuse_key("origins", "must be set");
  for (const std::string& origin : config.origins)
    if (config.tls && !origin.starts_with("https://"))
      source.refuse_key("origins", "must begin with https:// while tls = on");
    else if (!config.tls && !is_loopback_origin(origin))
      source.refuse_key("origins", "may name only loopback while tls = off: "
                                   "http://127.0.0.1, localhost or [::1]");
}

}  // namespace

CheckedConfig checked_config(const Path& file) {
  Source source(file);
  CheckedConfig checked;
  checked.file = file;
  for (const auto& [name, node] : source.read()) {
    if (!node.empty()) {
      source.refuse_section(name);
      continue;
    }
    checked.lines[name] = source.line_of(name);
    try {
      set(checked.config, name, node.data());
    } catch (const BadValue& e) {
      source.refuse_key(name, e.what());
    }
  }
  stand_from(std::filesystem::absolute(file).parent_path(), checked.config);
  check_together(checked.config, source);
  checked.faults = source.faults();
  return checked;
}

std::string CheckedConfig::place_of(const std::string& key) const {
  const auto line = lines.find(key);
  const std::string number =
      line == lines.end() ? "" : ':' + std::to_string(line->second);
  return file.string() + number + ": " + key;
}

Config load_config(const Path& file) {
  CheckedConfig checked = checked_config(file);
  if (!checked.faults.empty()) throw ConfigError(checked.faults.front());
  return std::move(checked.config);
}

}  // namespace support::base

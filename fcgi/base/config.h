// support.conf: what must be known at start.  support.conf(5) describes each
// key.  What an admin changes while it runs is store/settings.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace support::base {

// what() is "file:line: message"; "file: message" where no line is to blame.
class ConfigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Rate {
  int count = 0;
  int per_seconds = 60;
};

struct Limits {
  std::size_t text_code_points = 8000;
  std::size_t text_bytes = 32 * 1024;
  std::size_t line_bytes = 64 * 1024;
  std::size_t file_bytes = 10 * 1024 * 1024;
  std::size_t conversation_bytes = 16 * 1024 * 1024;
  Rate create{30, 60};         // an address
  Rate send{60, 60};           // a token
  Rate poll{120, 60};          // a token
  Rate upload{20, 3600};       // a token
  Rate wrong_token{50, 60};    // an address
  Rate login_address{20, 900};  // an address, failed ones
};

// Paths are absolute after loading: a relative one stands from the folder of
// support.conf.
struct Config {
  std::filesystem::path socket;         // the FastCGI unix socket
  std::filesystem::path data_dir;
  std::filesystem::path cache_dir;
  std::filesystem::path run_dir;        // storage latch, pid file
  std::filesystem::path keys_file;
  std::filesystem::path templates_dir;
  std::filesystem::path metrics_file;   // run_dir/metrics.prom unless set
  std::filesystem::path clock_file;     // empty: the machine's clock
  int workers = 8;                      // 1 to 64
  bool tls = true;                      // false: loopback only
  bool demo = false;                    // the demo shop
  bool cheap_passwords = false;         // tests only; refused unless demo
  std::vector<std::string> origins;     // of our pages; the first is canonical
  std::string data_group;               // httpd's, for X-Sendfile; empty: as is
  Limits limits;
};

// Reads and checks everything: an unknown key, a key twice, a value that is no
// number, a clock_file without demo = yes are errors.  Throws ConfigError, and
// with "cannot be read" when the file is missing.  Looks at no path it names.
Config load_config(const std::filesystem::path& file);

}  // namespace support::base

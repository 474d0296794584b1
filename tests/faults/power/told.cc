#include "told.h"

#include <unistd.h>

#include "base/crypto.h"
#include "base/text.h"

namespace power {

namespace base = support::base;
namespace desk = support::desk;

base::Config config_at(const base::Path& root) {
  base::Config config;
  config.data_dir = root / "data";
  config.cache_dir = root / "cache";
  config.run_dir = "/run/support";
  config.keys_file = root / "keys";
  return config;
}

namespace {

std::uint64_t number_of(std::string_view key) {
  return base::crypto::short_hash("the storm's key.", key);
}

std::string repeated(std::string_view key, std::size_t bytes) {
  std::string text(key);
  while (text.size() < bytes) text += "\nWhere is my Łódź, " + std::string(key);
  return text;
}

}  // namespace

std::string text_of(std::string_view key) {
  const std::uint64_t number = number_of(key);
  if (number % 20 == 0) return repeated(key, 7500);
  return repeated(key, number % 4 == 0 ? 3000 : number / 32 % 200);
}

std::string file_of(std::string_view key) {
  return repeated(key, 1000 + number_of(key) % 60'000);
}

std::string sha256_of(std::string_view bytes) {
  base::crypto::Sha256 sum;
  sum.add(bytes);
  return sum.hex();
}

std::string word_of(std::int64_t rev) {
  return "rev-" + std::to_string(rev) + "-" +
         std::string(static_cast<std::size_t>(rev % 50), 'x');
}

void tell(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  line += "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) ::_exit(1);
}

std::vector<Told> told_in(const base::Path& file) {
  std::vector<Told> all;
  const std::string bytes =
      base::read_file(file, std::size_t{1} << 30).value_or("");
  const std::string_view lines =
      std::string_view(bytes).substr(0, bytes.rfind('\n') + 1);
  for (const std::string_view line : base::split(lines, '\n')) {
    const bool is_ok = line.starts_with("ok ");
    if (!is_ok && !line.starts_with("will ")) continue;
    Told told;
    for (const std::string_view word :
         base::split(line.substr(is_ok ? 3 : 0), ' ')) {
      told.emplace_back(word);
    }
    all.push_back(std::move(told));
  }
  return all;
}

desk::Person marta(desk::Desk& desk) {
  const std::string token = desk.sessions.begin(
      {.hash = "", .login = "marta", .epoch = 0, .address = "192.0.2.1",
       .browser = ""},
      desk.now());
  return desk::person_of_session(desk, token, true);
}

}  // namespace power

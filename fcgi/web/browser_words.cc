#include "web/browser_words.h"

#include <array>

namespace support::web {
namespace {

struct Sign {
  std::string_view in, name;
};

// Most claim to be others as well: the first that fits counts.
constexpr std::array kBrowsers{
    Sign{"Edg/", "Edge"},          Sign{"EdgA/", "Edge"},
    Sign{"EdgiOS/", "Edge"},       Sign{"OPR/", "Opera"},
    Sign{"Vivaldi/", "Vivaldi"},   Sign{"SamsungBrowser/", "Samsung Internet"},
    Sign{"FxiOS/", "Firefox"},     Sign{"Firefox/", "Firefox"},
    Sign{"CriOS/", "Chrome"},      Sign{"HeadlessChrome/", "Chrome"},
    Sign{"Chrome/", "Chrome"},     Sign{"Version/", "Safari"},
};
constexpr std::array kSystems{
    Sign{"Android", "Android"},      Sign{"iPhone", "iPhone"},
    Sign{"iPad", "iPad"},            Sign{"Windows", "Windows"},
    Sign{"CrOS", "ChromeOS"},        Sign{"Macintosh", "macOS"},
    Sign{"Mac OS X", "macOS"},       Sign{"Linux", "Linux"},
};

// "128" of "128.0.2".
std::string_view leading_digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && count < 4 && text.at(count) >= '0' &&
         text.at(count) <= '9') {
    ++count;
  }
  return text.substr(0, count);
}

std::string browser_in(std::string_view agent) {
  for (const Sign& sign : kBrowsers) {
    const auto at = agent.find(sign.in);
    if (at == agent.npos) continue;
    const bool is_safari = sign.name == "Safari";
    if (is_safari && agent.find("Safari/") == agent.npos) continue;
    const auto version = leading_digits(agent.substr(at + sign.in.size()));
    std::string name(sign.name);
    if (!version.empty()) name.append(" ").append(version);
    return name;
  }
  return "";
}

std::string_view system_in(std::string_view agent) {
  for (const Sign& sign : kSystems) {
    if (agent.find(sign.in) != agent.npos) return sign.name;
  }
  return "";
}

}  // namespace

std::string browser_words(std::string_view user_agent) {
  std::string words = browser_in(user_agent);
  const std::string_view system = system_in(user_agent);
  if (words.empty()) return std::string(system);
  if (!system.empty()) words.append(" on ").append(system);
  return words;
}

}  // namespace support::web

// A browser in words; see browser.h.  The order counts: every Edge also says
// Chrome, every Chrome also says Safari, and all say Mozilla.
#include "web/browser.h"

#include <algorithm>

namespace support::web {
namespace {

struct Sign {
  std::string_view sign, name;
};
constexpr Sign kBrowsers[] = {
    {"Edg/", "Edge"},          {"EdgA/", "Edge"},
    {"EdgiOS/", "Edge"},       {"OPR/", "Opera"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"Vivaldi/", "Vivaldi"},   {"FxiOS/", "Firefox"},
    {"Firefox/", "Firefox"},   {"CriOS/", "Chrome"},
    {"HeadlessChrome/", "Chrome"}, {"Chrome/", "Chrome"},
    {"Version/", "Safari"},    {"curl/", "curl"},
    {"Wget/", "Wget"}};
constexpr Sign kSystems[] = {
    {"iPhone", "an iPhone"},   {"iPad", "an iPad"},
    {"Android", "Android"},    {"CrOS", "ChromeOS"},
    {"Windows", "Windows"},    {"Macintosh", "a Mac"},
    {"Linux", "Linux"}};

std::string version_behind(std::string_view text) {
  const auto end = std::ranges::find_if(
      text, [](char c) { return c < '0' || c > '9'; });
  const auto digits = static_cast<std::size_t>(end - text.begin());
  return digits > 0 && digits < 5 ? " " + std::string(text.substr(0, digits))
                                  : "";
}

std::string program_in(std::string_view agent) {
  for (const Sign& browser : kBrowsers) {
    const auto at = agent.find(browser.sign);
    if (at == agent.npos) continue;
    return std::string(browser.name) +
           version_behind(agent.substr(at + browser.sign.size()));
  }
  return "another browser";
}

}  // namespace

std::string browser_words(std::string_view user_agent) {
  if (user_agent.empty()) return "a browser without a name";
  std::string words = program_in(user_agent);
  for (const Sign& system : kSystems) {
    if (user_agent.find(system.sign) == user_agent.npos) continue;
    return words + " on " + std::string(system.name);
  }
  return words;
}

}  // namespace support::web

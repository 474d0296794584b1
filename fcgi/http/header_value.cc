#include "http/header_value.h"

#include <algorithm>

#include "base/text.h"

namespace support::http {
namespace {

// Takes `rest` up to one of `ends` off its front.
std::string_view take_until(std::string_view& rest, std::string_view ends) {
  const std::size_t count = std::min(rest.find_first_of(ends), rest.size());
  const std::string_view taken = rest.substr(0, count);
  rest.remove_prefix(count);
  return taken;
}

// Takes a quoted string whose opening quote is at the front; nothing when it
// is never closed.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string text;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return text;
    }
    const bool escapes = rest[i] == '\\' && rest.substr(i + 1).starts_with('"');
    text += escapes ? rest[++i] : rest[i];
  }
  return {};
}

void skip_blanks(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
}

std::optional<std::string> take_value(std::string_view& rest) {
  skip_blanks(rest);
  if (rest.starts_with('"')) return take_quoted(rest);
  return std::string(base::trimmed(take_until(rest, ";")));
}

}  // namespace

std::optional<std::string> HeaderValue::parameter(std::string_view name) const {
  for (const auto& [key, text] : parameters) {
    if (key == name) return text;
  }
  return {};
}

std::optional<HeaderValue> header_value(std::string_view text) {
  HeaderValue parsed;
  parsed.value = base::lower_ascii(base::trimmed(take_until(text, ";")));
  while (!text.empty()) {
    text.remove_prefix(1);  // the semicolon
    skip_blanks(text);
    if (text.empty() || text.front() == ';') continue;
    std::string name = base::lower_ascii(base::trimmed(take_until(text, "=;")));
    if (name.empty() || !text.starts_with('=')) return {};
    text.remove_prefix(1);
    std::optional<std::string> value = take_value(text);
    skip_blanks(text);
    const bool is_at_end = text.empty() || text.front() == ';';
    if (!value || !is_at_end || parsed.parameter(name)) return {};
    parsed.parameters.emplace_back(std::move(name), std::move(*value));
  }
  return parsed;
}

}  // namespace support::http

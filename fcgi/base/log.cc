#include "base/log.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"

namespace support::base {
namespace {

constexpr std::size_t kMaxValue = 1024;

bool is_plain(char c) {
  return c > ' ' && c <= '~' && c != '=' && c != '"' && c != '\\';
}

void append_escaped(std::string& line, char c) {
  if (c == '"' || c == '\\') {
    line += '\\';
    line += c;
  } else if (c >= ' ' && c <= '~') {
    line += c;
  } else {
    line += "\\x" + hex(std::string_view(&c, 1));
  }
}

void append_value(std::string& line, std::string_view value) {
  if (!value.empty() && value.size() <= kMaxValue &&
      std::ranges::all_of(value, is_plain)) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value.substr(0, kMaxValue)) append_escaped(line, c);
  line += value.size() > kMaxValue ? "...\"" : "\"";
}

}  // namespace

std::string log_text(Time time, std::string_view level, std::string_view event,
                     std::initializer_list<LogField> fields) {
  std::string line;
  line.reserve(256);
  line.append("t=").append(iso(time));
  const auto append = [&line](std::string_view key, std::string_view value) {
    line += ' ';
    line += key;
    line += '=';
    append_value(line, value);
  };
  append("level", level);
  append("event", event);
  for (const LogField& field : fields) append(field.key, field.value);
  return line += '\n';
}

void log_line(std::string_view level, std::string_view event,
              std::initializer_list<LogField> fields) {
  write_log(log_text(Clock().now(), level, event, fields));
}

void write_log(std::string_view line) {
  // A short write is let be: the rest would stand among others' lines.
  while (::write(STDERR_FILENO, line.data(), line.size()) < 0 &&
         errno == EINTR) {
  }
}

}  // namespace support::base

// The program's own log: logfmt, one event a line, to standard error.  Nothing
// that a customer wrote, no token and no query ever goes in here.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace support::base {

struct LogField {
  std::string_view key;
  std::string_view value;
};

// One line as log_line writes it, with its newline:
//   t=2026-11-22T10:41:07.123Z level=info event=start pid=71 what="a b"
// A value is quoted when it is empty or holds a blank, '=', '"' or '\'; any
// byte that is not printable ASCII becomes \xHH, so that no value attacks a
// terminal or forges a line.  A value ends after 1,024 bytes with "...".
std::string log_text(Time time, std::string_view level, std::string_view event,
                     std::initializer_list<LogField> fields);

// Writes that line, at the machine's time, with one write(2).  `level` is
// "info", "warning" or "error".  Never throws for a log that cannot be written.
void log_line(std::string_view level, std::string_view event,
              std::initializer_list<LogField> fields);

// Writes a line of log_text() likewise.
void write_log(std::string_view line);

}  // namespace support::base

#include "store/audit.h"

#include <fcntl.h>

#include <cerrno>

#include "base/json.h"
#include "base/text.h"
#include "store/audit_read.h"
#include "store/latch.h"
#include "store/log.h"
#include "store/record.h"
#include "store/whole_file.h"

namespace support::store {
namespace {

constexpr std::size_t kMostDetailCodePoints = 200;
constexpr std::size_t kTail = 64 * 1024;
constexpr std::size_t kLargestTail = 4 * 1024 * 1024;

std::string line_of(base::Time now, const AuditEvent& event,
                    std::string_view crc_before) {
  const std::string detail =
      base::shortened(base::one_line(event.detail), kMostDetailCodePoints);
  return with_crc(base::json::write(base::json::Object{
             {"ts", base::iso(now)},
             {"event", event.event},
             {"actor", event.actor},
             {"role", event.role},
             {"ip", event.address},
             {"conversation", event.conversation},
             {"request", event.request},
             {"detail", detail},
             {"prev", crc_before}})) +
         "\n";
}

// Of the last line that carries one; "" when none does.
std::string last_crc(const LogReader& day) {
  for (std::size_t count = kTail;; count *= 4) {
    const Offset from = day.size() > count ? day.size() - count : 0;
    const std::string tail =
        day.read(from, static_cast<std::size_t>(day.size() - from));
    const auto lines = base::split(tail, '\n');
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
      if (const auto crc = valid_crc(*line)) return crc_text(*crc);
    if (from == 0 || count >= kLargestTail) return "";
  }
}

// Of the newest earlier day that has one.
std::string last_crc_before(const Paths& paths, const base::Path& file) {
  std::string crc;
  for (const std::string& day : audit_days(paths)) {
    const base::Path earlier = paths.audits() / (day + ".jsonl");
    if (earlier.filename() >= file.filename()) continue;
    if (const auto reader = LogReader::open(earlier)) crc = last_crc(*reader);
    if (!crc.empty()) break;
  }
  return crc;
}

// Somebody may have begun tomorrow's file while this one waited for the lock:
// nothing may come to a day whose end the next one names.
base::Path file_of(const Paths& paths, base::Time now) {
  const base::Path tomorrow = paths.audit(now + base::Days(1));
  return base::stamp_of(tomorrow) ? tomorrow : paths.audit(now);
}

void append(const Paths& paths, base::Time now, const AuditEvent& event) {
  const auto lock = lock_files_in(paths.audits());
  if (!lock) throw base::IoError(paths.audits().string(), "lock", EAGAIN);
  const base::Path file = file_of(paths, now);
  const base::Fd fd = base::open_file(
      file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0600);
  const auto day = LogReader::open(file);
  std::string crc = day ? last_crc(*day) : "";
  if (crc.empty()) crc = last_crc_before(paths, file);
  const std::string line = line_of(now, event, crc);
  // A full disk may have cut the line before; ours must not be glued to it.
  const bool is_torn =
      day && day->size() > 0 && day->read(day->size() - 1, 1) != "\n";
  base::write_all(fd, file, is_torn ? "\n" + line : line);
}

}  // namespace

void audit(const Paths& paths, base::Time now, const AuditEvent& event) {
  const bool was_latched = is_latched(paths);
  try {
    watched(paths, [&] { append(paths, now, event); });
  } catch (const base::IoError&) {
    if (!was_latched) throw;
  }
}

}  // namespace support::store

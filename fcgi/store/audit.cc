#include "store/audit.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "store/latch.h"

namespace support::store {
namespace {

constexpr std::size_t kMostDetailCodePoints = 200;

std::string line_of(base::Time now, const AuditEvent& event) {
  const std::string detail =
      base::shortened(base::one_line(event.detail), kMostDetailCodePoints);
  return base::json::write(base::json::Object{
             {"ts", base::iso(now)},
             {"event", event.event},
             {"actor", event.actor},
             {"role", event.role},
             {"ip", event.address},
             {"conversation", event.conversation},
             {"request", event.request},
             {"detail", detail}}) +
         "\n";
}

// A full disk may have cut the line before; ours must not be glued to it.
bool ends_in_newline(const base::Fd& fd, const base::Path& file) {
  const off_t size = ::lseek(fd.get(), 0, SEEK_END);
  if (size <= 0) return true;
  return base::read_at(fd, file, static_cast<std::uint64_t>(size) - 1, 1) ==
         "\n";
}

void append(const base::Path& file, const std::string& line) {
  const base::Fd fd = base::open_file(
      file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0600);
  base::write_all(fd, file, ends_in_newline(fd, file) ? line : "\n" + line);
}

}  // namespace

void audit(const Paths& paths, base::Time now, const AuditEvent& event) {
  const bool was_latched = is_latched(paths);
  try {
    watched(paths, [&] { append(paths.audit(now), line_of(now, event)); });
  } catch (const base::IoError&) {
    if (!was_latched) throw;
  }
}

}  // namespace support::store

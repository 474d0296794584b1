#include "ctl/ctl.h"

#include <cerrno>

#include "base/text.h"
#include "store/audit.h"
#include "store/folder.h"

namespace support::ctl {
namespace {

std::string escaped(char32_t c) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) {
    text += kDigits[(c >> shift) & 15];
  }
  return text;
}

}  // namespace

Place place_of(base::Config config, std::istream& in, std::ostream& out,
               std::ostream& err) {
  store::Paths paths(config.data_dir, config.cache_dir, config.run_dir);
  base::Clock clock(config.clock_file);
  return {std::move(config), std::move(paths), std::move(clock), in, out, err};
}

Exit status_of(const base::IoError& error) {
  if (error.is_full()) return kCantCreate;
  const bool is_refused = error.error() == EACCES || error.error() == EPERM;
  return is_refused ? kNoPermission : kIoError;
}

void fail(const base::Refusal& refusal) {
  using base::Reason;
  switch (refusal.reason) {
    case Reason::storage_latched:
      throw Failure(kIoError,
                    "the storage is latched after a disk error; see "
                    "'supportctl storage clear'");
    case Reason::busy:
      throw Failure(kTryAgain, "another process holds the lock; try again");
    case Reason::conflict:
      throw Failure(kBadData, "somebody else has changed or made it already");
    case Reason::not_found:
    case Reason::gone:
      throw Failure(kNoInput, "there is no such thing");
    default:
      throw Failure(kBadData, refusal.detail.empty()
                                  ? std::string("refused")
                                  : "refused: " + refusal.detail);
  }
}

void tell_audit(const Place& place, std::string_view event,
                std::string_view detail, std::string_view conversation) {
  store::AuditEvent told;
  told.event = event;
  told.actor = "s:ctl";
  told.role = "admin";
  told.conversation = conversation;
  told.detail = detail;
  store::audit(place.paths, place.clock.now(), told);
}

void tell_removal(const Place& place, std::string_view event,
                  std::string_view detail, const store::ConversationId& id) {
  tell_audit(place, event, detail, id.text());
  const auto files = store::names_in(place.paths.files_of(id)).size();
  if (files > 0)
    tell_audit(place, "upload_delete", std::to_string(files), id.text());
}

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const base::CodePoint first = base::first_code_point(text);
    if (base::is_control(first.value) ||
        base::is_bidi_or_separator(first.value)) {
      shown += escaped(first.value);
    } else if (first.value == U'\ufffd') {
      shown += "\xef\xbf\xbd";  // also in place of bytes that are no UTF-8
    } else {
      shown += text.substr(0, first.bytes);
    }
    text.remove_prefix(first.bytes);
  }
  return shown;
}

}  // namespace support::ctl

#include "desk/by_itself.h"

#include <cerrno>

#include "base/crypto.h"
#include "base/seldom.h"
#include "desk/write.h"

namespace support::desk {

void throw_if_latched(const Desk& desk, const base::Refusal& refusal) {
  if (refusal.reason == base::Reason::storage_latched)
    throw base::IoError(desk.paths.latch().string(), "write refused", EIO);
}

void note_by_itself(Desk& desk, store::AuditEvent event) {
  if (event.role.empty()) event.role = "system";
  try {
    store::audit(desk.paths, desk.now(), event);
  } catch (const base::IoError& error) {
    if (!error.is_full()) throw;
    base::log_seldom("error", "audit_full", event.event,
                     {{"event", event.event},
                      {"actor", event.actor},
                      {"conversation", event.conversation}});
  }
}

bool Round::attempt(const std::function<bool()>& work) {
  try {
    return work();
  } catch (const base::IoError& error) {
    if (!trouble_) trouble_ = error;
    return false;
  }
}

void Round::end() const {
  if (trouble_) throw *trouble_;
}

bool write_by_itself(Desk& desk, const std::string& conversation,
                     store::Draft draft, const Fits& fits) {
  const auto id = store::ConversationId::parse(conversation);
  if (!id) return false;
  draft.id = base::crypto::random_base32(20);
  const auto done = append_if(
      desk, *id, {std::move(draft)},
      [&](const State& now) -> std::expected<bool, base::Refusal> {
        return fits(now);
      });
  if (!done) throw_if_latched(desk, done.error());
  return done && done->n > 0;
}

}  // namespace support::desk

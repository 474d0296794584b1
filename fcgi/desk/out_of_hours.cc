#include "desk/out_of_hours.h"

#include "base/crypto.h"
#include "desk/by_itself.h"
#include "desk/hours.h"
#include "desk/write.h"

namespace support::desk {
namespace {

constexpr char kBy[] = "s:hours";
// More than a team can have waiting.
constexpr std::int64_t kMostWaiting = 10'000;

// The run of unanswered messages at the end of a conversation.
struct Run {
  bool waits = false;
  base::Time since{};
  bool was_answered = false;  // by us, here
};

Run last_run(const std::vector<store::Entry>& entries) {
  State state;
  Run run;
  for (const store::Entry& entry : entries) {
    const bool waited = state.awaiting;
    fold(state, entry.record);
    if (state.awaiting && !waited) run.was_answered = false;
    run.was_answered |= entry.record.by == kBy;
  }
  run.waits = state.awaiting && state.status == Status::open;
  run.since = state.waiting_since;
  return run;
}

bool needs_answer(const store::Settings& settings, const Run& run) {
  return run.waits && !run.was_answered && !is_open(settings, run.since);
}

// Whether nothing is left to be done about this run.
enum class Done { written, not_needed, not_yet };

Done answer(Desk& desk, const store::ConversationId& id) {
  const store::Settings& settings = desk.settings.now();
  bool is_needed = true;
  const auto done = append(
      desk, id,
      {{store::Kind::message, kBy, base::crypto::random_base32(20),
        {{"text", settings.out_of_hours}}}},
      [&](std::uint64_t) -> std::expected<void, base::Refusal> {
        const auto all = desk.conversations.all(id);
        is_needed = all && needs_answer(settings, last_run(all->entries));
        if (!is_needed) return refused(base::Reason::conflict);
        return {};
      });
  if (done) return Done::written;
  throw_if_latched(desk, done.error());
  const bool is_busy = done.error().reason == base::Reason::busy;
  return is_needed && is_busy ? Done::not_yet : Done::not_needed;
}

}  // namespace

std::size_t answer_out_of_hours(Desk& desk, Answered& answered,
                                std::size_t limit) {
  const store::Settings& settings = desk.settings.now();
  if (settings.out_of_hours.empty() || is_open(settings, desk.now())) {
    answered = {};
    return 0;
  }
  std::size_t count = 0, looked = 0;
  Answered still;
  Round round;
  for (const index::Row& row : desk.listing.awaiting(kMostWaiting)) {
    const auto known = answered.since.find(row.id);
    bool is_done =
        known != answered.since.end() && known->second == row.waiting_since;
    const auto id = store::ConversationId::parse(row.id);
    if (!is_done && id && !is_open(settings, row.waiting_since)) {
      still.has_more = looked == limit;
      if (still.has_more) continue;
      is_done = round.attempt([&] {
        const Done done = answer(desk, *id);
        count += done == Done::written ? 1 : 0;
        return done != Done::not_yet;
      });
      looked += is_done ? 1 : 0;
    }
    if (is_done) still.since.emplace(row.id, row.waiting_since);
  }
  answered = std::move(still);
  round.end();
  return count;
}

}  // namespace support::desk

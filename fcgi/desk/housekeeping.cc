// The housekeeper's loop.  Whatever fails is logged and tried again: with a
// full disk or a broken index the shop's chat still works, only the staff's
// lists stand still, and they go on when there is room.

#include "desk/housekeeping.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/log.h"
#include "base/seldom.h"
#include "base/tally.h"
#include "desk/assignment.h"
#include "desk/by_itself.h"
#include "desk/desk.h"
#include "desk/metrics.h"
#include "desk/out_of_hours.h"
#include "desk/reindexing.h"
#include "desk/retention.h"
#include "index/catch_up.h"
#include "process/signals.h"
#include "store/files.h"
#include "store/latch.h"
#include "store/redaction.h"
#include "store/sessions_over.h"

namespace support::desk {
namespace {

using Steady = std::chrono::steady_clock;

constexpr base::Millis kRound{250};
constexpr int kCatchUpMs = 200;
// Conversations that are answered, closed or taken away by themselves.
constexpr std::size_t kMostInRound = 20;
constexpr std::chrono::seconds kBetweenLooks{5};
constexpr std::chrono::minutes kBetweenTidyings{10};
constexpr std::chrono::seconds kBetweenFigures{5};
// A round that is not over in this time is late.
constexpr base::Millis kLate{2000};

class House {
 public:
  House(Desk& desk, const base::Path& run)
      : desk_(desk), reindexing_(desk.paths, run, desk.conversations) {}

  void round() {
    is_up_to_date_ = false;
    attempt("catch_up", [this] { catch_up(); });
    attempt("finish_redactions", [this] { finish_redactions(); });
    attempt("reindex", [this] {
      reindexing_.round(desk_.now(), [this] { catch_up_.reset(); });
    });
    if (is_up_to_date_) act_by_itself();
    tell_figures();
    base::tell_left_out();
    if (Steady::now() < tidy_at_) return;
    tidy_at_ = Steady::now() + kBetweenTidyings;
    attempt("tidy_journal",
            [this] { desk_.conversations.journal().tidy(desk_.now()); });
    attempt("tidy_sessions", [this] { tidy_sessions(); });
    // Their age is told by the machine, whatever clock a test holds.
    attempt("tidy_incoming",
            [this] { store::tidy_incoming(desk_.paths, base::Clock().now()); });
  }

 private:
  void catch_up() {
    if (!catch_up_) catch_up_.emplace(desk_.paths, desk_.conversations);
    const index::Caught caught = catch_up_->run(desk_.now(), kCatchUpMs);
    base::tallies().damaged_lines.add(caught.damaged);
    caught_up_at_ = Steady::now();
    if (caught.swept) {
      base::log_line("info", "index_swept",
                     {{"conversations", std::to_string(caught.conversations)}});
    }
    // One file that cannot be read holds up nobody else.
    is_up_to_date_ = !caught.has_more;
    if (caught.conversations > 0) look_at_waiting_ = {};
    if (caught.trouble) throw *caught.trouble;
  }

  // What is taken out is hidden at once; this is for what a killed supportctl
  // did not come to.
  void finish_redactions() {
    if (!catch_up_ || catch_up_->redacted().empty()) return;
    std::vector<store::ConversationId> done;
    Round round;
    for (const store::ConversationId& id : catch_up_->redacted()) {
      if (done.size() == kMostInRound) break;
      const auto finish = [&] {
        const auto finished = store::finish_redactions(desk_.paths, id);
        if (!finished) throw_if_latched(desk_, finished.error());
        return finished || finished.error().reason != base::Reason::busy;
      };
      if (round.attempt(finish)) done.push_back(id);
    }
    catch_up_->finished(done);
    round.end();
  }

  // By lists that are complete: an agent's load is counted in them.
  void act_by_itself() {
    look_after_waiting();
    attempt("close_silent", [this] { close_silent(desk_, kMostInRound); });
    attempt("retire_old", [this] { retire_old(desk_, kept_, kMostInRound); });
  }

  // Those who wait may be many at night, and change with the index alone; but
  // the hour comes, and agents do, without it.
  void look_after_waiting() {
    if (Steady::now() < look_at_waiting_) return;
    look_at_waiting_ = Steady::now() + kBetweenLooks;
    attempt("assign", [this] { assign_waiting(desk_); });
    attempt("out_of_hours", [this] {
      answer_out_of_hours(desk_, answered_, kMostInRound);
    });
    if (answered_.has_more) look_at_waiting_ = {};
  }

  void tidy_sessions() {
    const base::Time now = desk_.now();
    if (store::is_latched(desk_.paths)) return;
    for (const store::Session& one : store::sessions_over(desk_.paths, now)) {
      store::AuditEvent event;
      event.event = "session_expired";
      event.actor = "a:" + one.login;
      event.address = one.address;
      const bool is_whole = now - one.started >= store::kSessionWhole;
      event.detail = is_whole ? "whole" : "idle";
      note_by_itself(desk_, event);
    }
    desk_.sessions.tidy(now);
  }

  void tell_figures() {
    if (Steady::now() < figures_at_) return;
    figures_at_ = Steady::now() + kBetweenFigures;
    IndexState index;
    attempt("index_lag", [&] { index = index_state(); });
    attempt("metrics", [&] { write_metrics(desk_, index); });
  }

  // Behind is what waits to be read, an index that is being made, and one that
  // cannot be brought up at all.
  IndexState index_state() {
    const auto now = Steady::now();
    IndexState state;
    if (catch_up_) state.lag = catch_up_->lag(desk_.now());
    if (state.lag && !state.lag->is_building) built_at_ = now;
    if (state.lag) state.behind = state.lag->waiting;
    for (const auto last : {built_at_, caught_up_at_}) {
      const auto since = std::chrono::floor<base::Millis>(now - last);
      if (since >= kLate) state.behind = std::max(state.behind, since);
    }
    return state;
  }

  template <class Work>
  void attempt(const char* what, Work work) {
    try {
      work();
    } catch (const index::IndexError& error) {
      tell(what, error.code(), error.what());
    } catch (const base::IoError& error) {
      tell(what, error.error(), error.what());
    } catch (const std::exception& error) {
      tell(what, 0, error.what());
    }
  }

  // Four rounds a second would fill the log with one full disk.
  void tell(const char* what, int code, const char* why) {
    base::log_seldom("error", what, std::to_string(code), {{"why", why}});
  }

  Desk& desk_;
  bool is_up_to_date_ = false;
  Steady::time_point look_at_waiting_{};
  Answered answered_;
  Kept kept_;
  std::optional<index::CatchUp> catch_up_;
  Reindexing reindexing_;
  Steady::time_point tidy_at_{};
  Steady::time_point figures_at_{};
  Steady::time_point caught_up_at_ = Steady::now();
  Steady::time_point built_at_ = Steady::now();
};

// A signal ends it early.
void rest_until(Steady::time_point when) {
  const auto rest = when - Steady::now();
  if (rest <= rest.zero()) return;
  const auto nanoseconds = std::chrono::nanoseconds(rest).count();
  const timespec time{nanoseconds / 1'000'000'000,
                      nanoseconds % 1'000'000'000};
  ::ppoll(nullptr, 0, &time, nullptr);
}

}  // namespace

int keep_house(const base::Config& config, process::SharedTable& shared,
               std::size_t slot) {
  Desk desk(config, shared, slot);
  House house(desk, config.run_dir);
  while (!process::stop_asked()) {
    const auto begun = Steady::now();
    house.round();
    rest_until(begun + kRound);
  }
  base::tell_all_left_out();
  return 0;
}

}  // namespace support::desk

// A round, in one transaction:
//   1. what the journal names goes into `todo`; the journal's position goes on
//   2. each in `todo` is read from its own offset, under its lock; it leaves
//      `todo` when there was nothing unread behind it
//   3. a sweep, if one is due, looks at as many files as time allows
//   4. a new index that has read them all takes their words in (texts.h)
// The journal is written before the file grows, and both under the file's
// lock: so whoever is named and cannot be locked, or is not there yet, stays
// in `todo`.  Only a new file is written without a lock.  How a conversation is
// read is in catch_up_read.cc.

#include "index/catch_up.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "index/schema.h"
#include "index/transaction.h"

namespace support::index {
namespace {

using store::ConversationId;
using Steady = std::chrono::steady_clock;

constexpr std::chrono::hours kBetweenSweeps{6};
// So long a file may take from its naming to its last byte.
constexpr base::Seconds kPatience{60};
// A new index is written all over until it has its name; what it is made of
// is kept at hand (64 MiB), and copied out of its log seldom.
constexpr char kForBuilding[] =
    "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 20000";

// A transaction's end costs the same whatever was in it.
constexpr int kWhileBuilding = 5;

// Another one after each start of the machine.
std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

base::Path beside(const base::Path& file) {
  base::Path path = file;
  return path += ".new";
}

}  // namespace

CatchUp::CatchUp(const store::Paths& paths, const store::Conversations& files,
                 bool anew)
    : paths_(paths), files_(files), anew_(anew) {
  if (anew) remove_database(beside(paths_.index()));
  open();
}

void CatchUp::open() {
  close();
  const base::Path index = paths_.index();
  is_building_ = anew_ || !Database::is_sound(index);
  if (is_building_ && !anew_) remove_database(index);
  database_ = Database::for_writing(is_building_ ? beside(index) : index);
  if (is_building_) database_->run(kForBuilding);
  rows_.emplace(*database_);
  contents_.emplace(*database_, *rows_);
  position_ = {rows_->text("journal_day"),
               static_cast<store::Offset>(rows_->number("journal_offset"))};
  swept_boot_ = rows_->text("swept_boot");
  last_sweep_ = base::Time(base::Millis(rows_->number("last_sweep")));
  redacted_ = rows_->redacted_ones();
  has_todo_ = log_remembers_ = true;
  is_sweeping_ = false;
  left_ = mark_of(at_work());
}

void CatchUp::close() {
  contents_.reset();
  rows_.reset();
  database_.reset();
}

base::Path CatchUp::at_work() const {
  return is_building_ ? beside(paths_.index()) : paths_.index();
}

// What another did meanwhile must not pass for ours.  A new index changes when
// it gets its name, and before that nobody knows it.
void CatchUp::close_after_trouble() {
  const bool is_ours = is_building_ || left_ == mark_of(at_work());
  close();
  if (is_ours) left_ = mark_of(at_work());
}

Caught CatchUp::run(base::Time now, int budget_ms) {
  const auto found = mark_of(at_work());
  if ((database_ || left_) && (!found || found != left_)) {
    close();
    remove_database(at_work());
  }
  if (!database_) open();
  if (is_building_) budget_ms *= kWhileBuilding;
  const Deadline deadline = Steady::now() + base::Millis(budget_ms);
  try {
    Caught caught = round(now, deadline);
    is_ready_ = is_building_ && !is_sweeping_ && contents_->is_woven();
    if (is_ready_ && !anew_) publish();
    if (log_remembers_ && !is_building_) wipe_log();
    left_ = mark_of(at_work());
    return caught;
  } catch (const IndexError& error) {
    close_after_trouble();
    if (error.is_damaged()) remove_database(at_work());
    throw;
  } catch (...) {
    close_after_trouble();
    throw;
  }
}

void CatchUp::finished(const std::vector<ConversationId>& ids) {
  if (!database_ || left_ != mark_of(at_work())) return;  // asked again
  Transaction transaction(*database_);
  for (const ConversationId& id : ids) rows_->finished(id);
  transaction.commit();
  redacted_ = rows_->redacted_ones();
  wipe_log();
  left_ = mark_of(at_work());
}

// Of what was taken out or dropped its log would keep the words for long.
void CatchUp::wipe_log() {
  try {
    database_->fold_in_log();
    log_remembers_ = false;
  } catch (const IndexError&) {
    log_remembers_ = true;  // somebody reads; the next round tries again
  }
}

void CatchUp::take_over() {
  anew_ = false;
  publish();
  left_ = mark_of(at_work());
}

std::uint64_t CatchUp::messages() {
  Statement sum =
      database_->prepare("SELECT ifnull(sum(messages), 0) FROM conversations");
  sum.step();
  return static_cast<std::uint64_t>(sum.number(0));
}

// The log must be inside the file before the file changes its name.
void CatchUp::publish() {
  database_->run(kSchemaForReaders);
  contents_.reset();
  rows_.reset();
  database_->fold_in_log();
  close();
  rename_database(beside(paths_.index()), paths_.index());
  open();
}

Caught CatchUp::round(base::Time now, Deadline deadline) {
  auto news = files_.journal().since(position_);
  const bool starts_sweep = !is_sweeping_ && (news.missed || sweep_is_due(now));
  if (news.grown.empty() && news.position == position_ && !has_todo_ &&
      !is_sweeping_ && !starts_sweep && contents_->is_woven())
    return {};

  Caught caught;
  Transaction transaction(*database_);
  position_ = std::move(news.position);
  if (starts_sweep) begin_sweep(now);
  for (const ConversationId& id : news.grown) rows_->name(id, now);
  read_named(now, deadline, caught);
  if (is_sweeping_) read_swept(now, deadline, caught);
  if (!is_sweeping_ && !contents_->is_woven()) {
    contents_->weave([=] { return Steady::now() >= deadline; });
    caught.has_more |= !contents_->is_woven();
  }
  contents_->flush();
  keep_place(now, caught);
  if (left_ != mark_of(at_work()))
    throw IndexError("commit", IndexError::kDamaged);
  transaction.commit();
  redacted_ = rows_->redacted_ones();
  return caught;
}

bool CatchUp::sweep_is_due(base::Time now) const {
  return swept_boot_ != boot_id() ||
         std::chrono::abs(now - last_sweep_) >= kBetweenSweeps;
}

// The last day of the journal is read again from its beginning: it names
// those who were told of, and not yet written, while we look at the sizes.
void CatchUp::begin_sweep(base::Time now) {
  position_ = {files_.journal().end().day, 0};
  sweep_ = files_.list();
  swept_of_ = sweep_.size();
  is_sweeping_ = true;
  for (const ConversationId& id : rows_->ids())
    if (!std::ranges::binary_search(sweep_, id)) rows_->name(id, now);
}

void CatchUp::read_named(base::Time now, Deadline deadline, Caught& caught) {
  has_todo_ = false;
  for (const Rows::Todo& todo : rows_->todo()) {
    if (Steady::now() >= deadline) {
      has_todo_ = caught.has_more = true;
      return;
    }
    // What the machine failed to read is there, and is asked for until it can
    // be read; only what does not come is given up.
    const Outcome outcome = try_to_read(todo.id, caught);
    const bool gave_up = outcome == Outcome::not_all_there &&
                         std::chrono::abs(now - todo.named) > kPatience;
    if (outcome == Outcome::all || gave_up)
      rows_->done(todo.id);
    else
      has_todo_ = true;
  }
}

void CatchUp::read_swept(base::Time now, Deadline deadline, Caught& caught) {
  while (!sweep_.empty()) {
    if (Steady::now() >= deadline) {
      caught.has_more = true;
      return;
    }
    const ConversationId& id = sweep_.back();
    if (is_behind(id) && try_to_read(id, caught) != Outcome::all) {
      rows_->name(id, now);
      has_todo_ = true;
    }
    sweep_.pop_back();
  }
  is_sweeping_ = false;
  caught.swept = true;
}

void CatchUp::keep_place(base::Time now, Caught& caught) {
  rows_->set("journal_day", position_.day);
  rows_->set("journal_offset", static_cast<std::int64_t>(position_.offset));
  if (caught.swept) {
    swept_boot_ = boot_id();
    last_sweep_ = now;
    rows_->set("swept_boot", swept_boot_);
    rows_->set("last_sweep", now.time_since_epoch().count());
  }
  if (caught.conversations == 0) return;
  // Begins with the time, so that a new index never repeats an old number.
  const std::int64_t version = rows_->number("version");
  rows_->set("version", std::max(version + 1, now.time_since_epoch().count()));
}

}  // namespace support::index

// The index against the files: what it knows and is not there any more.  It is
// derived, and yet a witness.
#include "ctl/verify.h"

namespace support::ctl {
namespace {

void check_row(const Verification& run, const index::ReadTo& row) {
  const auto id = store::ConversationId::parse(row.id);
  if (!id || base::stamp_of(run.paths.conversation(*id))) return;
  if (run.lists.of(row.customer).gone.contains(row.id)) {
    ++run.suspects.rows_behind;
    return;
  }
  const Trace here{run.paths.index(), 0, {}};
  auto& missed = run.suspects.conversation(row.id, here);
  missed.proof = "the index knows it";
  missed.customer = row.customer;
}

void say_how_far(const Verification& run) {
  const auto tell = [&](std::uint64_t number, const char* what) {
    if (number == 0) return;
    run.report.note(run.paths.index(), 0,
                    std::to_string(number) + what +
                        "; a running supportd catches up, else 'supportctl "
                        "reindex' does");
  };
  tell(run.suspects.rows_missing, " conversations are not in it");
  tell(run.suspects.rows_behind, " conversations have changed since it read");
}

}  // namespace

void verify_index(const Verification& run) {
  if (!run.index) return;
  std::uint64_t number = 0;
  std::int64_t last = 0;
  for (auto rows = run.index->after(last); !rows.empty();
       rows = run.index->after(last)) {
    for (const index::ReadTo& row : rows) check_row(run, row);
    last = rows.back().key;
    run.progress.at("reading the index", number += rows.size());
  }
  run.report.count("rows of the index", number);
  say_how_far(run);
}

}  // namespace support::ctl

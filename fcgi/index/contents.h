// All that the tables hold of one conversation, kept together: its row, what
// was said in it, its cycles, its tags, and which quick replies it was said
// with.  Inside
// the caller's transaction.
#pragma once

#include "index/fold.h"
#include "index/rows.h"
#include "index/texts.h"
#include "index/traces.h"

namespace support::index {

class Contents {
 public:
  // Neither may end before this.
  Contents(Database& database, Rows& rows);

  // With the cycles that may still change.
  std::optional<Fold> find(const store::ConversationId& id);
  // Adds what `fold` remembers, or puts it in the place of all that was
  // there; see Fold::begins_anew.
  void save(const Fold& fold);
  // Of a conversation that was found.
  void drop(const Fold& found);
  // To be called before the transaction ends.
  void flush() { texts_.flush(); }

  // False while a new index is still to be woven; see texts.h.
  bool is_woven() const { return woven_ == Texts::kAll; }
  void weave(const std::function<bool()>& is_over);

 private:
  void forget(const Fold& fold);
  void save_names(const Fold& fold, std::int64_t key);
  void save_tags(const Fold& fold, std::int64_t key);

  Rows& rows_;
  std::int64_t woven_;
  Texts texts_;
  Traces traces_;
  Statement tag_in_, tags_out_, quick_in_, quick_out_;
};

}  // namespace support::index

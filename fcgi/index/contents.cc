#include "index/contents.h"

namespace support::index {

Contents::Contents(Database& database, Rows& rows)
    : rows_(rows),
      woven_(rows.number("woven")),
      texts_(database, woven_),
      traces_(database),
      tag_in_(database.prepare("INSERT OR IGNORE INTO tags(tag, conversation)"
                               " VALUES(?1, ?2)")),
      tags_out_(database.prepare("DELETE FROM tags WHERE conversation = ?1")),
      quick_in_(database.prepare("INSERT OR IGNORE INTO"
                                 " quick(conversation, n, quick)"
                                 " VALUES(?1, ?2, ?3)")),
      quick_out_(database.prepare(
          "DELETE FROM quick WHERE conversation = ?1")) {}

std::optional<Fold> Contents::find(const store::ConversationId& id) {
  auto fold = rows_.find(id);
  if (fold) fold->cycles = traces_.find(fold->key);
  return fold;
}

void Contents::save(const Fold& fold) {
  if (fold.begins_anew && fold.key) forget(fold);
  const std::int64_t key = rows_.save(fold);
  save_names(fold, key);
  save_tags(fold, key);
  traces_.save(key, fold.cycles);
  for (const Said& said : fold.said) {
    texts_.add(key, said);
    for (const std::string& id : said.quick) {
      quick_in_.bind(1, key).bind(2, static_cast<std::int64_t>(said.n));
      quick_in_.bind(3, id).run();
    }
  }
}

void Contents::drop(const Fold& found) {
  forget(found);
  texts_.unname(found.key, found.stored);
  tags_out_.bind(1, found.key).run();
  rows_.drop(found.key);
}

void Contents::forget(const Fold& fold) {
  texts_.remove(fold.key);
  traces_.remove(fold.key);
  quick_out_.bind(1, fold.key).run();
}

void Contents::save_names(const Fold& fold, std::int64_t key) {
  const bool is_new = fold.key == 0;
  const Row& old = fold.stored;
  const Row& row = fold.row;
  const bool are_the_same = !fold.begins_anew && row.name == old.name &&
                            row.email == old.email &&
                            row.started == old.started;
  if (!is_new && are_the_same) return;
  if (!is_new) texts_.unname(key, old);
  texts_.name(key, row);
}

// Of the listed ones only, for the sums' sake.
void Contents::save_tags(const Fold& fold, std::int64_t key) {
  const Row& old = fold.stored;
  const Row& row = fold.row;
  if (fold.key && row.tags == old.tags &&
      (row.messages > 0) == (old.messages > 0))
    return;
  if (fold.key) tags_out_.bind(1, key).run();
  if (row.messages == 0) return;
  for (const std::string& tag : row.tags)
    tag_in_.bind(1, tag).bind(2, key).run();
}

void Contents::weave(const std::function<bool()>& is_over) {
  woven_ = texts_.weave(is_over);
  rows_.set("woven", woven_);
}

}  // namespace support::index

// How one conversation is read; when and which is in catch_up.cc.

#include <utility>

#include "index/catch_up.h"

namespace support::index {
namespace {

using store::ConversationId;
using Growth = store::Conversations::Growth;

constexpr int kLockMs = 20;
constexpr std::size_t kBatch = 1000;

}  // namespace

bool CatchUp::is_behind(const ConversationId& id) {
  const auto reader = store::LogReader::open(paths_.conversation(id));
  const auto fold = rows_->find(id);
  return !reader || !fold || fold->read_to.offset != reader->size();
}

// One file that cannot be read does not keep the others from being read.
CatchUp::Outcome CatchUp::try_to_read(const ConversationId& id,
                                      Caught& caught) {
  try {
    return read(id, caught) ? Outcome::all : Outcome::not_all_there;
  } catch (const base::IoError& error) {
    if (!caught.trouble) caught.trouble = error;
    return Outcome::failed;
  }
}

// True when nothing is left unread.
bool CatchUp::read(const ConversationId& id, Caught& caught) {
  const auto reader = store::LogReader::open(paths_.conversation(id));
  auto found = contents_->find(id);
  if (!reader) {
    if (!found) return false;
    contents_->drop(*found);
    log_remembers_ = true;
    ++caught.conversations;
    return true;
  }
  if (!reader->let_writer_end(kLockMs)) return false;
  Fold fold = std::move(found).value_or(Fold{});
  fold.row.id = id.text();
  if (bring_up(fold, id, caught)) {
    contents_->save(fold);
    ++caught.conversations;
  }
  return fold.read_to.offset > 0 && fold.read_to.offset >= reader->size();
}

void CatchUp::take(Fold& fold, const store::Record& record,
                   const ConversationId& id, Caught& caught) {
  ++caught.records;
  add(fold, record);
  if (record.kind == store::Kind::redact) rows_->redacted(id);
}

// True when there was anything new.
bool CatchUp::bring_up(Fold& fold, const ConversationId& id, Caught& caught) {
  for (bool is_new = false;;) {
    const auto news = files_.since(id, fold.read_to, kBatch);
    if (news.growth == Growth::resync) {
      read_whole(fold, id, caught);
      return true;
    }
    if (news.growth != Growth::grown || news.batch.entries.empty())
      return is_new;
    is_new = true;
    caught.damaged += news.batch.damaged;
    for (const store::Entry& entry : news.batch.entries)
      take(fold, entry.record, id, caught);
    if (fold.is_spoilt) {
      read_whole(fold, id, caught);
      return true;
    }
    fold.read_to = news.batch.cursor;
  }
}

void CatchUp::read_whole(Fold& fold, const ConversationId& id,
                         Caught& caught) {
  Fold anew;
  anew.row.id = id.text();
  anew.key = fold.key;
  anew.stored = fold.stored;
  anew.read_to = files_.walk(id, 0, [&](store::Entry&& entry) {
    take(anew, entry.record, id, caught);
    return true;
  });
  fold = std::move(anew);
}

}  // namespace support::index

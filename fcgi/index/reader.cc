#include "index/reader.h"

namespace support::index {

Database* Reader::database() {
  if (!database_ || database_->inode() != inode_of(paths_.index())) {
    database_.reset();
    database_ = Database::for_reading(paths_.index());
  }
  return database_ ? &*database_ : nullptr;
}

// Not if somebody has put another one in its place already.
void Reader::remove_damaged() {
  const bool is_another =
      database_ && database_->inode() != inode_of(paths_.index());
  database_.reset();
  if (!is_another) remove_database(paths_.index());
}

Snapshot::Snapshot(Database& database) : database_(database) {
  database_.run("BEGIN");
}

Snapshot::~Snapshot() {
  try {
    database_.run("ROLLBACK");
  } catch (const IndexError&) {
    // Nothing was written.
  }
}

}  // namespace support::index

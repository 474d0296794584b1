// Nothing is in the tables unless all of a round is.
#pragma once

#include "index/database.h"

namespace support::index {

class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {
    database_.run("BEGIN IMMEDIATE");
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (is_done_) return;
    try {
      database_.run("ROLLBACK");
    } catch (const IndexError&) {
      // SQLite has rolled back by itself (disk full, damage).
    }
  }
  void commit() {
    database_.run("COMMIT");
    is_done_ = true;
  }

 private:
  Database& database_;
  bool is_done_ = false;
};

}  // namespace support::index

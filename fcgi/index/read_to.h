// How far the index has read each conversation: for those who hold it against
// the files.  Reads only, and never for long.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "index/database.h"
#include "store/conversations.h"

namespace support::index {

struct ReadTo {
  std::int64_t key = 0;  // in the order of which all() gives them
  std::string id;
  std::string customer;
  store::Cursor cursor;
};

class ReadTos {
 public:
  // The index as it is now; nothing while there is none.  Throws IndexError.
  static std::optional<ReadTos> open(const base::Path& file);

  // Nothing: the index does not know it.
  std::optional<ReadTo> find(const store::ConversationId& id);
  // The next thousand behind `key`, 0 at first; empty at the end.
  std::vector<ReadTo> after(std::int64_t key);
  // SQLite's own look at the file; "" when it finds it sound.
  std::string trouble();

 private:
  explicit ReadTos(Database&& database);
  // In this order: statements end before their database.
  Database database_;
  Statement find_, after_;
};

}  // namespace support::index

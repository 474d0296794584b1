// The housekeeper's side of the tables: reads and replaces one conversation's
// row, keeps the list of what is to be read, and a few named values.  Its
// statements are prepared once; all of it inside the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "index/database.h"
#include "index/fold.h"
#include "store/paths.h"

namespace support::index {

class Rows {
 public:
  // Must not outlive the database.
  explicit Rows(Database& database);

  std::optional<Fold> find(const store::ConversationId& id);
  // The row alone, not what was said.  Gives the key, a new one if there was
  // none.
  std::int64_t save(const Fold& fold);
  void drop(std::int64_t key);
  std::vector<store::ConversationId> ids();

  // What is to be read, in order of naming.
  struct Todo {
    store::ConversationId id;
    base::Time named;
  };
  void name(const store::ConversationId& id, base::Time now);
  void done(const store::ConversationId& id);
  std::vector<Todo> todo();

  // In which a redact record was read that may not be finished.
  void redacted(const store::ConversationId& id);
  void finished(const store::ConversationId& id);
  std::vector<store::ConversationId> redacted_ones();

  // Missing: "" and 0.
  std::string text(std::string_view name);
  std::int64_t number(std::string_view name);
  void set(std::string_view name, std::string_view value);
  void set(std::string_view name, std::int64_t value);

 private:
  std::int64_t free_key(const std::string& id);

  Statement find_, insert_, remove_, is_taken_, ids_;
  Statement name_, done_, todo_;
  Statement redacted_, finished_, redacted_ones_;
  Statement value_, set_;
};

}  // namespace support::index

// A reading process's way to the index: opens it when it is first needed and
// again when it was rebuilt.  An index found damaged is removed, whereupon the
// housekeeper makes another.
#pragma once

#include <optional>
#include <utility>

#include "index/database.h"
#include "store/paths.h"

namespace support::index {

class Reader {
 public:
  explicit Reader(store::Paths paths) : paths_(std::move(paths)) {}

  // What `question` answers, which is asked once more after damage: then
  // there is no index, or a new one.  While there is none: Answer{}.
  // Throws IndexError.
  template <class Answer, class Question>
  Answer ask(Question question) {
    for (bool is_again = false;; is_again = true) {
      try {
        Database* const there = database();
        return there ? question(*there) : Answer{};
      } catch (const IndexError& error) {
        if (!error.is_damaged() || is_again) {
          database_.reset();
          throw;
        }
        remove_damaged();
      }
    }
  }

 private:
  Database* database();
  void remove_damaged();

  store::Paths paths_;
  std::optional<Database> database_;
};

// The answers to one page's questions must fit each other.
class Snapshot {
 public:
  explicit Snapshot(Database& database);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

 private:
  Database& database_;
};

}  // namespace support::index

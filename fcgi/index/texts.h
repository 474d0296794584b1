// The housekeeper's side of what is searched: messages with their words, which
// words there are, and who the people are.  Inside the caller's transaction.
//
// SQLite takes words in cheaply only in rising order of their places.  So what
// comes in one round is sorted before it goes in, and a new index takes all
// words in at the end of its making, once around (weave).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "index/database.h"
#include "index/fold.h"

namespace support::index {

class Texts {
 public:
  // All places up to `woven` have their words taken in.  Must not outlive
  // the database.
  static constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();
  Texts(Database& database, std::int64_t woven);

  void add(std::int64_t conversation, const Said& said);
  void name(std::int64_t conversation, const Row& row);
  void unname(std::int64_t conversation, const Row& stored);
  // All that was added, and the name among what is searched.
  void remove(std::int64_t conversation);
  // To be called before the transaction ends.
  void flush();

  // Goes on with the weaving until `is_over` says so or it is done; how far
  // it is now.
  std::int64_t weave(const std::function<bool()>& is_over);

 private:
  using Entry = std::pair<std::int64_t, std::string>;

  std::int64_t insert(std::int64_t conversation, const Said& said);
  void remove(std::int64_t conversation, std::int64_t from_n,
              std::int64_t until_n);
  void learn(const std::vector<Entry>& texts);
  void unlearn(const std::vector<Entry>& texts);
  void take_in(std::int64_t place, const std::string& text);
  static void take_in_all(std::vector<Entry>& waiting, Statement& with);

  Database& database_;
  std::int64_t woven_;
  Statement insert_, remove_, of_conversation_, next_;
  Statement words_in_, words_out_, people_in_, people_out_;
  Statement learn_, unlearn_;
  std::vector<Entry> words_waiting_, people_waiting_;
  std::size_t bytes_waiting_ = 0;
};

}  // namespace support::index

// What a conversation's records add up to: one row of the lists, and what is
// said in it.  The rules are those of desk/conversation, which this room may
// not know: a customer's message or file opens the conversation and makes it
// wait, an agent's answers it, the system's does neither.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/cycle.h"
#include "index/row.h"
#include "store/conversations.h"

namespace support::index {

// As `side` in the table of messages.
enum class Side { none = 0, customer = 1, agent = 2, system = 3 };

// A message, a note or a file's name, to be found by its words.
struct Said {
  std::uint64_t n = 0;
  base::Time t{};
  Side side = Side::none;
  std::string text;
  std::vector<std::string> quick;  // ids of quick replies that it is made of
};

struct Fold {
  Row row;
  std::uint64_t staff_seen = 0;       // the number up to which staff have seen
  std::uint64_t last_customer_n = 0;  // of the customer's last message or file
  store::Cursor read_to;

  // What follows is not stored with the row.
  std::int64_t key = 0;       // place.h; 0: not stored yet
  Row stored;                 // as it was found
  bool begins_anew = true;    // what was stored of it is to be forgotten
  std::vector<Said> said;     // what came in by add()
  Cycles cycles;
  // Numbers of the customer's unseen records among those added to this very
  // fold: all of them if they are as many as row.unread.
  std::vector<std::uint64_t> unseen;
  // A record changed something earlier that this fold does not remember:
  // begin anew from the first record.
  bool is_spoilt = false;
};

// Adds one record; those of one conversation in order, as store/conversations
// gives them: what was taken out is void.
void add(Fold& fold, const store::Record& record);

}  // namespace support::index

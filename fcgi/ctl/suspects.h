// What is named somewhere and not there.  Whether it must be is known at the
// end: a list names a conversation before it is made, and a token comes last.
// That something was there is proved by the index, by an attachment and by the
// audit log, which is read once, when it is known what to look for.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"

namespace support::ctl {

struct Trace {  // where it is named first
  base::Path file;
  std::uint64_t line = 0;
  base::Time t{};
};

std::string where(const Trace& trace);  // "file:line"

struct MissingConversation {
  Trace named;
  std::string proof = {};   // "": none that it was ever there
  std::string customer = {};  // whose it was; "" when nothing tells
  bool was_removed = false;   // on purpose
};

struct MissingToken {
  Trace named;
  std::set<std::string> conversations = {};  // made with it
  bool was_there = false;
};

struct Suspects {
  std::map<std::string, MissingConversation> conversations;  // by id
  std::map<std::string, MissingToken> tokens;                // by hash
  // All that records name, perhaps imported from elsewhere; and those that
  // were users here.
  std::map<std::string, Trace> logins, users;
  Trace settings, quick_replies;        // that they were there
  std::map<std::int64_t, base::Time> numbers;  // of users, with their making
  std::size_t numbers_unknown = 0;
  std::vector<base::Path> without_crc;
  std::uint64_t rows_missing = 0, rows_behind = 0;  // of the index

  // Keeps what is known already.
  MissingConversation& conversation(const std::string& id,
                                    const Trace& named) {
    return conversations.try_emplace(id, MissingConversation{.named = named})
        .first->second;
  }
};

}  // namespace support::ctl

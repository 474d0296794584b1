// A record that the system writes by itself: under the conversation's lock,
// if its state is still what it was written for.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/error.h"

#include "desk/conversation.h"
#include "desk/desk.h"
#include "store/audit.h"

namespace support::desk {

// Whether the record still fits, by the conversation's state.
using Fits = std::function<bool(const State& now)>;

// `draft` needs no id: one is drawn.  True when it was written; false when it
// does not fit any more, the conversation is gone, or somebody writes to it
// just now (to be asked again later).  Throws IoError, EIO while the storage
// latch is set.
bool write_by_itself(Desk& desk, const std::string& conversation,
                     store::Draft draft, const Fits& fits);

// A round over many conversations, of which one that the machine cannot read
// or write holds up no other.
class Round {
 public:
  // False, too, when `work` threw an IoError.
  bool attempt(const std::function<bool()>& work);
  // Throws the first of them, when there was one.
  void end() const;

 private:
  std::optional<base::IoError> trouble_;
};

// A line in the audit log about what happens by itself; its role is "system"
// unless it has one.  With a full disk the log has it instead.  Throws IoError.
void note_by_itself(Desk& desk, store::AuditEvent event);

// What a refusal says to a process that answers nobody: nothing, but that a
// set latch is an IoError.
void throw_if_latched(const Desk& desk, const base::Refusal& refusal);

}  // namespace support::desk

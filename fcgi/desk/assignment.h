// What happens to conversations by itself, in the housekeeper, after the index
// caught up: each is decided under the conversation's lock, by its file, so
// that a person who was faster is never overruled.  What they wrote is counted.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/clock.h"
#include "desk/desk.h"

namespace support::desk {

// When settings say so: open conversations that await us and have no agent go
// to the agent with the fewest open ones who is available, signed in, and has
// fewer than most_chats; the longest wait first, ties by login.  By
// "s:routing".
std::size_t assign_waiting(Desk& desk);

// settings.out_of_hours as a message by "s:hours", once a run, to customers
// who began to wait outside business hours.  `answered` remembers from call to
// call who was looked at; losing it costs a look, not a second answer.
std::size_t answer_out_of_hours(Desk& desk,
                                std::map<std::string, base::Time>& answered);

// Closes what awaits nobody of ours and was silent for auto_close_hours.  By
// "s:silence".
std::size_t close_silent(Desk& desk);

// Removes closed conversations whose last record is older than
// retention_days, with their files; a line in the audit log for each.  At most
// `limit` in one call.
std::size_t retire_old(Desk& desk, std::size_t limit);

}  // namespace support::desk

// How conversations end by themselves, when settings say so: silent ones are
// closed, old ones taken away.  Done by the housekeeper after the index caught
// up; each is decided under the conversation's lock, by its file.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "desk/desk.h"
#include "store/conversations.h"

namespace support::desk {

// Closes what awaits nobody of ours and was silent (no message, file or
// status) for auto_close_hours.  By "s:silence".  How many, at most `limit`.
// Throws IoError, EIO while the storage latch is set.
std::size_t close_silent(Desk& desk, std::size_t limit);

// Conversations that stay for a record after the close (a note, a mark), with
// its time, or as the machine failed to take them away: memory from call to
// call, so that they are not read again and again.  Losing it costs a look.
using Kept = std::map<std::string, base::Time>;

// The rule: closed, and nothing was done in it since.  A record that was taken
// out, and the taking out, count for nothing.
bool is_due(const std::vector<store::Entry>& entries, base::Time silent_since);
// When something was last done in it.
base::Time last_in(const std::vector<store::Entry>& entries);

// Removes closed conversations whose last record is older than
// retention_days, with their files; a line in the audit log for each, by
// "s:retention".  At most `limit` in one call.  Throws as above; a full disk
// keeps nothing from going.
std::size_t retire_old(Desk& desk, Kept& kept, std::size_t limit);

}  // namespace support::desk

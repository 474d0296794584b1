// Conversations go to agents by themselves, when settings say so.  Done by the
// housekeeper after the index caught up; each is decided under the
// conversation's lock, by its file, so that a person who was faster is never
// overruled.
#pragma once

#include <cstddef>

#include "desk/desk.h"

namespace support::desk {

// Open conversations that await us and have no agent go to the agent with the
// fewest open ones who is available, signed in, and has fewer than most_chats;
// the longest wait first, ties by login.  By "s:routing".  How many went.
// The index must have caught up, for it tells who has how many.  Throws
// IoError, EIO while the storage latch is set.
std::size_t assign_waiting(Desk& desk);

}  // namespace support::desk

// Taking a whole conversation away, with its files.  The lists of its customer,
// and of the guest that they were before, say so first: what is listed and not
// there was taken away, or is lost.
#pragma once

#include <expected>
#include <functional>

#include "base/clock.h"
#include "base/error.h"
#include "store/paths.h"

namespace support::store {

// `decides` is asked under the conversation's lock, and what it reads stays so
// until the conversation is gone; when it answers false, nothing happens and
// neither does this.  The files go first: whoever is killed in the middle
// finds the conversation again.  It is `gone` in the lists before that.  Named
// in the journal, so that the index forgets it.  Folders of days that are left
// empty go too.
// Refused: not_found, gone, busy, storage_latched.  Throws IoError.
std::expected<bool, base::Refusal> remove_conversation(
    const Paths& paths, const ConversationId& id, base::Time now,
    const std::function<bool()>& decides);

}  // namespace support::store

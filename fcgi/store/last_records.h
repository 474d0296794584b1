// The end of a conversation's file, as an append needs it: which record is the
// last, and whether a sender's key was there before.
#pragma once

#include <string>
#include <vector>

#include "store/log.h"
#include "store/record.h"

namespace support::store {

// Of the valid records in the last 64 KiB or 200 lines, whichever is more,
// oldest first: those that carry one of `ids`, and the last one.  Looks further
// back, at most at 16 MiB, until it has found one.  Decodes nothing else: the
// cost of an append must not follow the number of records. NULs that it comes
// by are scrubbed.
std::vector<Record> last_records(LogWriter& log,
                                 const std::vector<std::string>& ids);

}  // namespace support::store

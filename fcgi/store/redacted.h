// What redact records take out.  From the redact record on, whoever reads the
// record that it names gets a `void` in its place, with its number, time, `by`
// and `id` and no word of it, whether its bytes are overwritten yet or not: so
// nothing above this room knows of a difference.  The overwriting is
// redaction.h's.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "store/log.h"
#include "store/record.h"

namespace support::store {

// The number of a record that a redact record names, and the kind that it was
// ("" where the redact record does not tell).
using TakenOut = std::map<std::uint64_t, std::string>;

// By the redact records that begin at `from` or later.  A redact record comes
// after what it names, so of the records from `from` on these are all.  Costs
// a look at each byte, and no reading of what is no redact record.
TakenOut taken_out(const LogReader& reader, Offset from);

// What somebody said: messages, notes, files, ratings, and the voids that they
// became.  A redact record that names anything else means nothing.
bool can_be_taken_out(Kind kind);

// Makes a void of a record that is among them; what it was is in `was`.
void hide(Record& record, const TakenOut& out);

}  // namespace support::store

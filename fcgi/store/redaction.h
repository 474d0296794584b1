// Taking one record out of a conversation for good:
//   1. a `redact` record that names it is appended as any other: from then on
//      no reader gets it (redacted.h)
//   2. its attachment is unlinked
//   3. its line is overwritten, at the same length, by a `void` record of the
//      same number and time: offsets, numbers and cursors of the others stay
// What is cut off between 1 and 3 is finished by finish_redactions(), which may
// be called as often as one likes; support-data(5) tells the form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/error.h"
#include "store/conversations.h"

namespace support::store {

// All three steps, by `by` ("s:ctl").  Of a record that was taken out before,
// what is left of them.  Gives what it was ("message"; "" when nothing tells).
// Refused: not_found (also no such record), bad_request (nothing that anybody
// said), gone, busy, storage_latched.  Throws IoError; then it is taken out if
// the redact record is there, and to be finished.
std::expected<std::string, base::Refusal> redact(
    const Paths& paths, Conversations& conversations, const ConversationId& id,
    std::uint64_t n, base::Time now, std::string_view by);

// Steps 2 and 3 of every redact record in the conversation that lacks them; a
// line that the power cut in the middle of step 3 left damaged is known by how
// it begins.  So are remains of earlier tries to write a record that is taken
// out, which hold its words too: they become '#'.  On disk when this returns
// how many lines were overwritten.  Refused: not_found, gone, busy,
// storage_latched.  Throws IoError.
std::expected<std::size_t, base::Refusal> finish_redactions(
    const Paths& paths, const ConversationId& id);

// The void that takes the place of `record` in a line of `length` bytes
// (without its newline), padded by a field `x`, or by blanks where there is no
// room for one.  `by` and `id` stay, so that its sender, who may not have
// heard that it arrived, does not store it anew.
std::string void_line(Record record, std::size_t length);

}  // namespace support::store

// Saying things: the rules of create, send, upload and of what staff write.
// Each is repeatable under its sender's key, and answered only when on disk.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "desk/access.h"
#include "desk/conversation.h"
#include "desk/known.h"
#include "store/files.h"

namespace support::desk {

// A text as it may be stored.  Refused: empty, too_long (code points or
// bytes), bad_request (NUL).
std::expected<std::string, base::Refusal> checked_text(
    const base::Limits& limits, std::string text);

struct NewConversation {
  std::optional<std::string> text;  // none: a file comes first
  std::string key;
  std::string identity;  // JWT; "" = none
  std::string name, email, page, browser;
  bool consent = false;  // agreed to what settings ask for
};
struct Created {
  store::ConversationId id;
  store::Appended appended;
};
// Makes the conversation that `key` stands for, or finds it again; `appended`
// tells of what was said, of the opening where nothing was.  Learns the token
// when it was unknown.  Refused also: guests_not_allowed, incomplete (see
// introduction.h), identity_*, not_signed_in (the token has ended: draw
// another), forbidden (an identity other than the token's).
std::expected<Created, base::Refusal> create(Desk& desk, const Person& person,
                                             const NewConversation& wish);
// Waits for every create that has begun by now, in whatever process; false
// when one does not come to its end within 2 s.
bool wait_for_creates(const base::Path& run_dir);

// A customer's message.
std::expected<store::Appended, base::Refusal> send(
    Desk& desk, const Person& person, const store::ConversationId& id,
    std::string text, std::string key);

// Staff: a reply (then the status, unless `then` says otherwise: pending), or
// an internal note.  A reply is refused also when `known.shown` holds no
// longer: conflict.  `quick` names the quick replies that the text was made
// of, at most 5; they stay in the record ("quick", ids with a blank between)
// and are counted.
std::expected<store::Appended, base::Refusal> reply(
    Desk& desk, const Person& person, const store::ConversationId& id,
    std::string text, std::string key, Status then, const Known& known = {},
    const std::vector<std::string>& quick = {});
std::expected<store::Appended, base::Refusal> note(
    Desk& desk, const Person& person, const store::ConversationId& id,
    std::string text, std::string key);

// A file of either side; `by` follows from the person and `as_staff`, `known`
// is as for a reply.
std::expected<store::Appended, base::Refusal> attach(
    Desk& desk, const Person& person, bool as_staff,
    const store::ConversationId& id, store::IncomingFile& file,
    std::string key, const Known& known = {});

// These two write nothing (n is 0) where it is so already.  Refused: conflict
// when what is known holds no longer.
std::expected<store::Appended, base::Refusal> set_status(
    Desk& desk, const Person& person, const store::ConversationId& id,
    Status to, std::string key, const Known& known = {});
// `login` "" = nobody.  Refused: bad_request when it is no active agent.
// A note for whoever takes over ("" = none) is written along with it.
std::expected<store::Appended, base::Refusal> assign(
    Desk& desk, const Person& person, const store::ConversationId& id,
    std::string login, std::string key, const Known& known = {},
    std::string note = "");
// A tag is one line of 1 to 40 characters without commas, trimmed; at most 20
// a conversation.  Refused: bad_request (detail).
std::expected<store::Appended, base::Refusal> add_tag(
    Desk& desk, const Person& person, const store::ConversationId& id,
    std::string tag, std::string key);
std::expected<store::Appended, base::Refusal> remove_tag(
    Desk& desk, const Person& person, const store::ConversationId& id,
    std::string tag, std::string key);
// Writes nothing when that much was marked before.
std::expected<void, base::Refusal> mark_seen(Desk& desk, const Person& person,
                                             bool as_staff,
                                             const store::ConversationId& id,
                                             std::uint64_t upto);

}  // namespace support::desk

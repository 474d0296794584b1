// Making a conversation.  Everything here may be cut off at any point and done
// again under the same key, with the same outcome:
//   1 who: the token's customer, or the one whom the shop's signature names
//   2 the customer's list notes which conversation the key stands for
//   3 the conversation is written, `open` and first message in one write
//   4 the token is saved
// A guest's key follows from the token, so that a guest who comes again is the
// same one.  Creates with one token go one after the other.

#include "base/crypto.h"
#include "base/file.h"
#include "base/text.h"
#include "desk/identity.h"
#include "desk/introduction.h"
#include "desk/message.h"

namespace support::desk {

namespace {

using store::Draft;
using store::Kind;

constexpr int kTurnWaitMs = 2000;

base::Path turn_file(const base::Path& run_dir, std::string_view two_digits) {
  return run_dir / ("create-" + std::string(two_digits) + ".lock");
}

std::unexpected<base::Refusal> refused(base::Reason reason,
                                       std::string detail = "") {
  return std::unexpected(
      base::Refusal{.reason = reason, .detail = std::move(detail)});
}

struct Who {
  std::string customer;
  bool verified = false;
  std::string name = {}, email = {};
  std::string consent = {};  // the sentence agreed to; "" = none
  std::string guest_before = {};  // whom this customer was until now
};

std::string guest_key(Desk& desk, const Person& person) {
  const std::string key =
      base::crypto::subkey(desk.keys.master, store::kCustomerKey);
  // The blank keeps it apart from every `sub` of a signed customer.
  return base::crypto::keyed_hash_hex(key, "guest " + person.token_hash, 16);
}

std::expected<Who, base::Refusal> signed_customer(Desk& desk,
                                                  const Person& person,
                                                  const std::string& jwt) {
  const auto identity = check_identity(desk.keys, jwt, desk.now());
  if (!identity) return std::unexpected(identity.error());
  Who who{.customer = customer_key(desk.keys, identity->sub),
          .verified = true,
          .name = identity->name,
          .email = identity->email};
  if (person.customer == who.customer) return who;
  if (person.verified) {
    return refused(base::Reason::forbidden, "token of another customer");
  }
  who.guest_before = person.customer;
  return who;
}

std::expected<Who, base::Refusal> who_is(Desk& desk, const Person& person,
                                         const NewConversation& wish) {
  if (!wish.identity.empty()) {
    return signed_customer(desk, person, wish.identity);
  }
  // Of a signed customer only the shop tells name and e-mail.
  if (person.verified) {
    return Who{.customer = person.customer, .verified = true};
  }
  const store::Settings& settings = desk.settings.now();
  if (!settings.guests_allowed) {
    return refused(base::Reason::guests_not_allowed);
  }
  auto told = introduction(settings, wish);
  if (!told) return std::unexpected(told.error());
  return Who{.customer = person.customer.empty() ? guest_key(desk, person)
                                                 : person.customer,
             .name = std::move(told->name),
             .email = std::move(told->email)};
}

// Nearly full is full: what is to be said must fit, or it could not be said.
bool has_room(const Desk& desk, const store::Batch& batch) {
  const std::size_t most = desk.config.limits.conversation_bytes;
  return batch.cursor.offset < most - most / 64;
}

// The guest's newest conversation that is not closed and can take more.
std::optional<store::ConversationId> open_conversation(
    Desk& desk, const std::string& customer) {
  const auto entries = desk.customers.conversations(customer);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const auto batch = desk.conversations.all(entry->conversation);
    if (batch && fold_all(batch->entries).status != Status::closed &&
        has_room(desk, *batch)) {
      return entry->conversation;
    }
  }
  return std::nullopt;
}

// A signed customer known by the token alone brings no name: the shop gave it
// with an earlier conversation.  What a guest said before signing in there
// does not count.
void fill_in_name(Desk& desk, Who& who) {
  if (!who.verified || !who.name.empty()) return;
  const auto entries = desk.customers.conversations(who.customer);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    desk.conversations.walk(entry->conversation, 0, [&](store::Entry&& line) {
      const store::Record& record = line.record;
      const bool is_theirs = record.kind == Kind::open &&
                             record.flag("verified") &&
                             customer_of(record.by) == who.customer;
      if (is_theirs) {
        who.name = record.field("name");
        who.email = record.field("email");
      }
      return !is_theirs;
    });
    if (!who.name.empty()) return;
  }
}

Draft opening(const Who& who, const NewConversation& wish) {
  Draft draft{Kind::open,
              "c:" + who.customer,
              wish.key.substr(0, 38) + "-o",
              {{"name", who.name},
               {"email", who.email},
               {"page", base::shortened(base::one_line(wish.page), 500)},
               {"browser", base::shortened(base::one_line(wish.browser), 300)},
               {"verified", who.verified}}};
  if (!who.consent.empty()) draft.more.push_back({"consent", who.consent});
  return draft;
}

void save_token(Desk& desk, const Person& person, const Who& who) {
  if (person.customer == who.customer) {
    desk.tokens.note_send(person.token_hash, desk.now());
    return;
  }
  desk.tokens.save(person.token_hash, {.customer = who.customer,
                                       .verified = who.verified,
                                       .issued = desk.now(),
                                       .last_send = desk.now()});
}

// Two at once, of which one brings the shop's signature (the customer signed in
// in another tab), would each give the token to whom they name: what one of
// them said would be nobody's.
std::optional<base::FileLock> turn_of(const Desk& desk, const Person& person) {
  return base::FileLock::take(
      turn_file(desk.config.run_dir, person.token_hash.substr(0, 2)),
      kTurnWaitMs);
}

// Whose the token is now, and not before the turn came.
Person looked_up_again(Desk& desk, Person person) {
  const auto known = desk.tokens.find(person.token_hash, desk.now());
  person.customer = known ? known->customer : "";
  person.verified = known && known->verified;
  return person;
}

std::expected<Created, base::Refusal> create_in_turn(
    Desk& desk, const Person& person, const NewConversation& wish) {
  if (person.customer.empty() &&
      desk.tokens.has_ended(person.token_hash, desk.now())) {
    return refused(base::Reason::not_signed_in, "token has ended");
  }
  auto who = who_is(desk, person, wish);
  if (!who) return std::unexpected(who.error());
  fill_in_name(desk, *who);
  if (wish.consent) who->consent = desk.settings.now().consent;

  std::vector<Draft> drafts{opening(*who, wish)};
  if (wish.text) {
    auto text = checked_text(desk.config.limits, *wish.text);
    if (!text) return std::unexpected(text.error());
    drafts.push_back(
        {Kind::message, drafts[0].by, wish.key, {{"text", *text}}});
  }

  const auto taken = who->guest_before.empty()
                         ? std::nullopt
                         : open_conversation(desk, who->guest_before);
  const auto entry = desk.customers.note(
      who->customer, wish.key,
      taken ? *taken : store::ConversationId::make(desk.now()), desk.now(),
      taken ? "" : person.token_hash);
  if (!entry) return std::unexpected(entry.error());

  const store::ConversationId& id = entry->conversation;
  auto appended =
      taken == id ? desk.conversations.append(id, desk.now(), drafts)
                  : desk.conversations.create(id, desk.now(), drafts);
  if (!appended) return std::unexpected(appended.error());
  appended->n = appended->last_n;
  save_token(desk, person, *who);
  return Created{id, *appended};
}

}  // namespace

bool wait_for_creates(const base::Path& run_dir) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char high : kDigits) {
    for (const char low : kDigits) {
      const base::Path file = turn_file(run_dir, std::string{high, low});
      // Where there is no such file, nobody had a turn yet.
      if (!base::stamp_of(file)) continue;
      if (!base::FileLock::take(file, kTurnWaitMs)) return false;
    }
  }
  return true;
}

std::expected<Created, base::Refusal> create(Desk& desk, const Person& person,
                                             const NewConversation& wish) {
  if (!store::is_message_key(wish.key)) {
    return refused(base::Reason::bad_request, "key");
  }
  const auto turn = turn_of(desk, person);
  if (!turn) return refused(base::Reason::busy);
  return create_in_turn(desk, looked_up_again(desk, person), wish);
}

}  // namespace support::desk

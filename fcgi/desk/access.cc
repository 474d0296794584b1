// Who may do what; see access.h.

#include "desk/access.h"

#include <unordered_map>

#include "desk/conversation.h"
#include "desk/pace.h"

namespace support::desk {

namespace {

// Owners that were read, at most this many; then all are forgotten at once.
constexpr std::size_t kKept = 20'000;
constexpr std::string_view kWrongToken = "wrong-token";

std::unordered_map<std::string, std::string>& kept_owners() {
  static std::unordered_map<std::string, std::string> owners;
  return owners;
}

// Whose conversation it is: the last `open` record tells, as a guest who
// signed in wrote a second one.  The asker is nearly always named by the first
// line, and then that is enough: nobody holds a token of a guest who became
// somebody else (desk/create), so an old name lets nobody in.  Staff expect
// nobody: they only ask whether it exists, with every refresh of a page.
std::string read_owner(Desk& desk, const store::ConversationId& id,
                       std::string_view expected) {
  const auto head = desk.conversations.head(id);
  if (head.empty()) return "";
  std::string owner = customer_of(head.front().by);
  if (owner == expected || expected.empty()) return owner;
  desk.conversations.walk(id, 0, [&](store::Entry&& entry) {
    if (entry.record.kind == store::Kind::open) {
      owner = customer_of(entry.record.by);
    }
    return true;
  });
  return owner;
}

std::unexpected<base::Refusal> refused(base::Reason reason) {
  return std::unexpected(base::Refusal{reason});
}

}  // namespace

std::expected<Person, base::Refusal> person_of_token(
    Desk& desk, std::string_view token, std::string_view address) {
  Person person;
  if (token.empty()) return person;
  if (store::is_token(token)) {
    person.has_token = true;
    person.token_hash = store::token_hash(token);
    if (const auto known = desk.tokens.find(person.token_hash, desk.now())) {
      person.customer = known->customer;
      person.verified = known->verified;
      return person;
    }
  }
  // Guessing is limited; a known token is never held up by it.
  if (const auto allowed = pace_allows(desk.shared, kWrongToken,
                                       pace_address(address),
                                       desk.config.limits.wrong_token,
                                       desk.now());
      !allowed) {
    return std::unexpected(allowed.error());
  }
  return person;
}

void note_wrong_token(Desk& desk, std::string_view address) {
  // Over the limit it is refused at the next question; here it only counts.
  (void)pace(desk.shared, kWrongToken, pace_address(address),
             desk.config.limits.wrong_token, desk.now());
}

Person person_of_session(Desk& desk, std::string_view token, bool counts) {
  Person person;
  if (token.empty()) return person;
  const base::Time now = desk.now();
  const auto session = desk.sessions.find(token, now);
  if (!session) return person;
  const auto user = desk.users.find(session->login);
  if (!user || !user->active || user->session_epoch != session->epoch) {
    return person;
  }
  if (counts) desk.sessions.touch(*session, now);
  person.login = user->login;
  person.session = session->hash;
  person.number = user->number;
  person.is_staff = user->is_staff || user->is_admin;
  person.is_admin = user->is_admin;
  return person;
}

std::expected<void, base::Refusal> may(const Person& person, Access needed,
                                       std::string_view owner) {
  using base::Reason;
  switch (needed) {
    case Access::anyone:
      return {};
    case Access::token:
      if (!person.has_token) return refused(Reason::not_signed_in);
      return {};
    case Access::owner:
      // Foreign, unknown and malformed answer alike, with a token or without.
      if (person.customer.empty() || owner.empty() ||
          person.customer != owner) {
        return refused(Reason::not_found);
      }
      return {};
    case Access::link_or_staff:
      if (person.has_link || person.is_staff) return {};
      return refused(Reason::not_found);
    case Access::signed_in:
      if (person.login.empty()) return refused(Reason::not_signed_in);
      return {};
    case Access::staff:
    case Access::admin:
      if (person.login.empty()) return refused(Reason::not_signed_in);
      if (!(needed == Access::admin ? person.is_admin : person.is_staff)) {
        return refused(Reason::forbidden);
      }
      return {};
  }
  return refused(Reason::forbidden);
}

std::string owner_of(Desk& desk, std::string_view conversation,
                     std::string_view expected) {
  const auto id = store::ConversationId::parse(conversation);
  if (!id) return "";
  auto& kept = kept_owners();
  const auto found = kept.find(id->text());
  if (found != kept.end() &&
      (expected.empty() || found->second == expected)) {
    return found->second;
  }
  std::string owner = read_owner(desk, *id, expected);
  if (owner.empty()) return owner;
  if (kept.size() >= kKept) kept.clear();
  kept[id->text()] = owner;
  return owner;
}

}  // namespace support::desk

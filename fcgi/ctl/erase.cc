// supportctl erase message | conversation | customer.  May run while supportd
// does.  Killed at any point, it is finished by the same command again; of a
// message, also by supportd's housekeeper.
#include <ostream>

#include "base/text.h"
#include "ctl/arguments.h"
#include "ctl/ask.h"
#include "desk/erasure.h"
#include "desk/identity.h"
#include "store/customers.h"
#include "store/redaction.h"
#include "store/version.h"

namespace support::ctl {
namespace {

constexpr char kRemains[] =
    "Backups and exports made before keep it until they are thrown away: "
    "rotate them.\n"
    "The index's files may keep words and names until 'supportctl reindex'; "
    "freed blocks\nof the disk keep bytes until they are written again.\n";

store::ConversationId conversation_named(const std::string& text) {
  const auto id = store::ConversationId::parse(text);
  if (!id) throw Failure(kNoInput, "no such conversation");
  return *id;
}

[[noreturn]] void fail_with(const base::Refusal& refusal,
                            const std::string& missing) {
  using base::Reason;
  if (refusal.reason == Reason::not_found || refusal.reason == Reason::gone)
    throw Failure(kNoInput, missing);
  fail(refusal);
}

std::string tally_of(const desk::Erased& erased) {
  return std::to_string(erased.conversations) + " conversations, " +
         std::to_string(erased.files) + " files, " +
         std::to_string(erased.bytes) + " bytes, " +
         std::to_string(erased.tokens) + " tokens";
}

desk::Eraser eraser_at(Place& place) {
  return {place.paths, place.config.run_dir, place.clock.now(),
          [&place](const store::ConversationId& id) {
            tell_removal(place, "sensitive_delete", "conversation", id);
          }};
}

int erase_message(Place& place, const Arguments& arguments) {
  const auto& words = arguments.plain(3);
  const auto id = conversation_named(words[1]);
  const auto n = base::to_number(words[2]);
  if (!n || *n < 1) throw Failure(kUsage, "the message is a number");
  store::Conversations conversations(place.paths, {});
  if (!base::stamp_of(place.paths.conversation(id)))
    throw Failure(kNoInput, "no such conversation");
  confirm(place, arguments, "Take message " + words[2] + " out for good?");
  tell_audit(place, "sensitive_delete", "message " + std::to_string(*n),
             id.text());
  const auto was =
      store::redact(place.paths, conversations, id,
                    static_cast<std::uint64_t>(*n), place.clock.now(), "s:ctl");
  if (!was && was.error().reason == base::Reason::bad_request) {
    throw Failure(kBadData, "record " + words[2] +
                                " is nothing that anybody said; erase the "
                                "conversation, or the customer");
  }
  if (!was) fail_with(was.error(), "no such message");
  place.out << "taken out: " << (was->empty() ? "message" : printable(*was))
            << ' ' << *n << " of " << id.text() << '\n';
  return kOk;
}

int erase_conversation(Place& place, const Arguments& arguments) {
  const auto id = conversation_named(arguments.plain(2)[1]);
  if (!base::stamp_of(place.paths.conversation(id)))
    throw Failure(kNoInput, "no such conversation");
  confirm(place, arguments, "Erase the whole conversation?");
  desk::Erased erased;
  const auto done = desk::erase_conversation(eraser_at(place), id, erased);
  if (!done) fail_with(done.error(), "no such conversation");
  place.out << "erased: " << tally_of(erased) << '\n';
  return kOk;
}

// Named by the key, by the shop's `sub`, or as whose a conversation is.
std::string customer_asked(Place& place, const Arguments& arguments) {
  const auto sub = arguments.value("--sub");
  const auto conversation = arguments.value("--conversation");
  if (sub && conversation)
    throw Failure(kUsage, "--sub, or --conversation?");
  if (!sub && !conversation) {
    const std::string key = arguments.plain(2)[1];
    if (!store::is_customer_key(key))
      throw Failure(kUsage, "a customer's key is 32 hex digits; --sub and "
                            "--conversation find it");
    return key;
  }
  arguments.plain(1);
  if (sub)
    return desk::customer_key(store::load_keys(place.config.keys_file), *sub);
  const auto id = conversation_named(*conversation);
  const std::string key =
      desk::customer_of(store::Conversations(place.paths, {}), id);
  if (key.empty()) throw Failure(kNoInput, "no such conversation");
  return key;
}

int erase_customer(Place& place, const Arguments& arguments) {
  const std::string customer = customer_asked(place, arguments);
  const auto guests = desk::guests_before(place.paths, customer);
  const std::size_t listed =
      store::Customers(place.paths).conversations(customer).size();
  place.err << "customer " << customer << ": " << listed << " conversations\n";
  for (const std::string& guest : guests)
    place.err << "before signing in, guest " << guest << '\n';
  confirm(place, arguments, "Erase this customer with all of it?");
  tell_audit(place, "sensitive_delete", "customer " + customer);
  desk::Erased erased;
  const auto done =
      desk::erase_customer(eraser_at(place), customer, erased);
  if (!done) fail_with(done.error(), "no such customer; nothing to erase");
  if (erased.tokens > 0)
    tell_audit(place, "authn_token_revoked", std::to_string(erased.tokens));
  place.out << "erased: " << tally_of(erased) << '\n';
  return kOk;
}

}  // namespace

int erase(Place& place, const Words& words) {
  const Arguments arguments(words, {"--sub", "--conversation"}, {"--yes"});
  store::check_version(place.paths);
  const std::string what = words.empty() ? "" : words.front();
  int status = kOk;
  if (what == "message") {
    status = erase_message(place, arguments);
  } else if (what == "conversation") {
    status = erase_conversation(place, arguments);
  } else if (what == "customer") {
    status = erase_customer(place, arguments);
  } else {
    throw Failure(kUsage, "erase: message, conversation or customer?");
  }
  place.err << kRemains;
  return status;
}

}  // namespace support::ctl

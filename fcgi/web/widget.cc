// The customer API: what is small or writes; see widget.h.  Reading is in
// widget_read.cc, uploads in widget_upload.cc.

#include "web/widget.h"

#include <algorithm>

#include "base/text.h"
#include "desk/attachment.h"
#include "desk/hours.h"
#include "desk/message.h"
#include "desk/pace.h"
#include "desk/presence.h"
#include "store/files.h"
#include "web/files.h"
#include "web/messages.h"
#include "web/page.h"
#include "web/said.h"
#include "web/transcript.h"

namespace support::web::widget {

namespace {

using base::Reason;
using base::Refusal;
using base::json::Array;
using base::json::Object;
using base::json::Value;

std::expected<bool, Refusal> flag_member(const Value& body,
                                         std::string_view name) {
  const Value* value = body.find(name);
  if (!value || value->is_null()) return false;
  if (const bool* flag = value->boolean()) return *flag;
  return std::unexpected(
      Refusal{.reason = Reason::bad_request,
              .detail = std::string(name) + " must be true or false"});
}

// What a create asks for.  Each member is a text or absent; a number in the
// place of an identity must not make a silent guest.
std::expected<desk::NewConversation, Refusal> wish_in(Context& context,
                                                      const Value& body) {
  desk::NewConversation wish;
  const auto text = text_member(body, "text");
  if (!text) return std::unexpected(text.error());
  wish.text = *text;
  const std::pair<std::string_view, std::string*> members[] = {
      {"key", &wish.key},     {"identity", &wish.identity},
      {"name", &wish.name},   {"email", &wish.email},
      {"page", &wish.page},
  };
  for (const auto& [name, place] : members) {
    const auto member = text_member(body, name);
    if (!member) return std::unexpected(member.error());
    *place = member->value_or("");
  }
  const auto consent = flag_member(body, "consent");
  if (!consent) return std::unexpected(consent.error());
  wish.consent = *consent;
  wish.browser = context.request.header("user-agent");
  if (!base::is_utf8(wish.browser)) wish.browser.clear();
  return wish;
}

// Whether they are open; when not, from when on again, and what they say.
Object hours_now(const store::Settings& settings, base::Time now) {
  const bool is_open = desk::is_open(settings, now);
  Object hours{{"open", is_open}};
  if (is_open) return hours;
  if (const auto opens = desk::next_opening(settings, now))
    hours.push_back({"opens", base::iso(*opens)});
  hours.push_back({"text", settings.out_of_hours});
  return hours;
}

// What guests are asked before their first message.
Object ask_of(const store::Settings& settings) {
  return {{"name", settings.ask_name},
          {"email", settings.ask_email},
          {"consent", settings.consent},
          {"privacy", settings.privacy_url}};
}

// Somebody may answer now: they are open, and an agent is available.
bool is_online(desk::Desk& desk) {
  if (!desk::is_open(desk.settings.now(), desk.now())) return false;
  return std::ranges::any_of(desk.users.all(), [](const store::User& user) {
    return user.active && user.available && (user.is_staff || user.is_admin);
  });
}

}  // namespace

std::expected<void, Refusal> paced(Context& context, std::string_view what,
                                   std::string_view who,
                                   const base::Rate& rate) {
  return desk::pace(context.desk.shared, what, who, rate, context.desk.now());
}

std::expected<Value, Refusal> paced_body(Context& context,
                                         std::string_view what) {
  const auto allowed = paced(context, what, context.person.token_hash,
                             context.desk.config.limits.send);
  if (!allowed) return std::unexpected(allowed.error());
  return json_body(context);
}

http::Response config(Context& context) {
  const store::Settings& settings = context.desk.settings.now();
  const base::Limits& limits = context.desk.config.limits;
  const std::size_t file_bytes = desk::customer_file_bytes(context.desk);
  Array types;
  for (const std::string_view one : store::allowed_extensions()) {
    types.push_back(one);
  }
  return http::Response::json(
      200, {{"shop", settings.shop_name},
            {"welcome", settings.welcome},
            {"online", is_online(context.desk)},
            {"hours", hours_now(settings, context.desk.now())},
            {"guests", settings.guests_allowed},
            {"ask", ask_of(settings)},
            {"rating", settings.asks_rating},
            {"poll_ms", settings.poll_interval_ms},
            {"limits", Object{{"text", std::uint64_t{limits.text_code_points}},
                              {"file_bytes", std::uint64_t{file_bytes}},
                              {"file_types", std::move(types)}}}});
}

http::Response create(Context& context) {
  if (const auto allowed =
          paced(context, "create",
                desk::pace_address(context.request.remote_address),
                context.desk.config.limits.create);
      !allowed) {
    return api_refusal(allowed.error());
  }
  const auto body = json_body(context);
  if (!body) return api_refusal(body.error());
  const auto wish = wish_in(context, *body);
  if (!wish) return api_refusal(wish.error());
  const bool is_new = context.person.customer.empty();
  const auto made = desk::create(context.desk, context.person, *wish);
  if (!made) return refuse(context, made.error());
  if (is_new) {
    context.person.customer =
        desk::owner_of(context.desk, made->id.text(), "");
    note_event(context, "authn_token_created", made->id.text());
  }
  return said(context, made->id, made->appended, std::nullopt, true);
}

http::Response send(Context& context) {
  const auto body = paced_body(context, "send");
  if (!body) return api_refusal(body.error());
  const auto text = text_member(*body, "text");
  const auto key = text_member(*body, "key");
  const auto after = text_member(*body, "after");
  for (const auto& member : {text, key, after}) {
    if (!member) return api_refusal(member.error());
  }
  if (!*text) {
    return api_refusal(
        {.reason = Reason::bad_request, .detail = "text is missing"});
  }
  const auto done =
      desk::send(context.desk, context.person, context.conversation(),
                 **text, key->value_or(""));
  if (!done) return api_refusal(done.error());
  return said(context, context.conversation(), *done,
              store::Cursor::parse(after->value_or("")), false);
}

http::Response seen(Context& context) {
  const auto body = paced_body(context, "seen");
  if (!body) return api_refusal(body.error());
  const Value* upto = body->find("upto");
  if (!upto || !upto->number() || *upto->number() < 1) {
    return api_refusal({.reason = Reason::bad_request, .detail = "upto"});
  }
  const auto done = desk::mark_seen(context.desk, context.person, false,
                                    context.conversation(),
                                    static_cast<std::uint64_t>(*upto->number()));
  return done ? http::Response::no_content() : api_refusal(done.error());
}

http::Response typing(Context& context) {
  const auto body = paced_body(context, "typing");
  if (!body) return api_refusal(body.error());
  desk::note_customer_typing(context.desk, context.variables.at(0));
  return http::Response::no_content();
}

http::Response file_url(Context& context) {
  if (const auto allowed = paced(context, "read", context.person.token_hash,
                                 context.desk.config.limits.poll);
      !allowed) {
    return api_refusal(allowed.error());
  }
  const auto n = base::to_number(context.variables.at(1));
  const auto entry = n && *n > 0
                         ? context.desk.conversations.find(
                               context.conversation(),
                               static_cast<std::uint64_t>(*n))
                         : std::nullopt;
  if (!entry || entry->record.kind != store::Kind::file) {
    return api_refusal(Refusal{Reason::not_found});
  }
  const files::SignedUrl link =
      files::sign(context.desk, context.conversation(), entry->record.n);
  return http::Response::json(
      200, {{"url", link.url}, {"expires", base::iso(link.expires)}});
}

http::Response transcript(Context& context) {
  if (const auto allowed = paced(context, "read", context.person.token_hash,
                                 context.desk.config.limits.poll);
      !allowed) {
    return api_refusal(allowed.error());
  }
  const store::ConversationId id = context.conversation();
  auto response =
      http::Response::text(200, transcript_text(context.desk, id, false));
  response.set("Content-Disposition", http::content_disposition(
                                          true, "chat-" + id.text() + ".txt"));
  return response;
}

}  // namespace support::web::widget

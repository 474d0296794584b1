#include "web/page.h"

#include "base/seldom.h"
#include "base/text.h"
#include "store/audit.h"
#include "web/answer_audit.h"
#include "web/dispatch.h"
#include "web/forms.h"
#include "web/words.h"

namespace support::web {
namespace {

Data place(std::string_view url, std::string_view label,
           std::string_view current, bool begins_group) {
  Data data;
  data.set("url", url).set("label", label).set("current", url == current);
  return data.set("begins_group", begins_group);
}

// Everybody who is signed in sees the shop's places, staff also ours; the
// shop's customers never see an entry about support.
std::vector<Data> navigation(Context& context, std::string_view current) {
  const store::Settings& shop = context.desk.settings.now();
  std::vector<Data> places;
  if (context.person.login.empty()) return places;
  places.push_back(place(shop.profile_url, "Profile", current, false));
  places.push_back(place(shop.orders_url, "My Orders", current, false));
  places.push_back(place(shop.rentals_url, "My Rentals", current, false));
  places.push_back(place(shop.addresses_url, "Addresses", current, false));
  if (!context.person.is_staff) return places;
  places.push_back(place(kMessages, "Support Messages", current, true));
  places.push_back(place(kDashboard, "Agent Dashboard", current, false));
  places.push_back(place(kAdmin, "Admin Panel", current, false));
  return places;
}

std::string headline_of(base::Reason reason) {
  using base::Reason;
  switch (reason) {
    case Reason::not_signed_in:
      return "You are signed out";
    case Reason::forbidden:
      return "This page is not for you";
    case Reason::not_found:
    case Reason::gone:
      return "Nothing is here";
    case Reason::csrf:
      return "This form could not be trusted";
    case Reason::conflict:
    case Reason::key_conflict:
      return "Somebody was faster";
    case Reason::too_fast:
      return "Too fast";
    case Reason::busy:
    case Reason::storage_latched:
      return "Not saved";
    default:
      return "This was not accepted";
  }
}

// Where it is a sentence that was not said yet; the name of a field is for
// programs.
std::string detail_of(const base::Refusal& refusal) {
  const bool is_said =
      words_of(refusal).find(refusal.detail) != std::string::npos;
  const bool is_name = refusal.detail.find(' ') == std::string::npos;
  return is_said || is_name ? "" : refusal.detail;
}

// The typed text of a form that the route refused before anybody read it.
// Shown only to a page of ours: nobody else puts words on our pages.  A file
// is read past and not stored, as anybody may send one.
void read_typed(Context& context) {
  if (context.body_read || context.request.method != http::Method::post) return;
  // Nobody is signed in, so no token can hold and nothing is believed.
  (void)checked_form(context);
}

// Where somebody who was refused may go on.
std::string way_back(Context& context) {
  if (context.person.is_staff && !context.variables.empty() &&
      store::ConversationId::parse(context.variables.front())) {
    return conversation_url(context.variables.front());
  }
  return std::string(context.person.is_staff ? kDashboard : kMessages);
}

struct Trouble {
  int status;
  std::string headline, words, detail;
};

http::Response trouble_page(Context& context, const Trouble& trouble) {
  Data data = framed(context, trouble.headline, "");
  data.set("headline", trouble.headline)
      .set("words", trouble.words)
      .set("detail", trouble.detail)
      .set("request", context.request.id)
      .set("typed", context.typed)
      .set("back", way_back(context))
      .set("sign_in", context.person.login.empty())
      .set("as_whom", trouble.status == 403);
  return show(context, "refusal", data, trouble.status);
}

// So many lines about one kind of refusal of one person or address: nobody
// shall fill the disk with them.
constexpr base::Rate kRefusalsNoted{20, 60};

// What a sysadmin looks for after an attack.
std::string_view event_of(base::Reason reason) {
  switch (reason) {
    case base::Reason::forbidden:
    case base::Reason::identity_invalid:
      return "authz_fail";
    case base::Reason::csrf:
      return "malicious_csrf";
    case base::Reason::foreign_origin:
      return "malicious_cors";
    default:
      return "";
  }
}

http::Response to_login(const http::Request& request) {
  const std::string next = local_path(request.path, "");
  std::string url(kLogin);
  if (!next.empty()) url += "?next=" + next;
  return http::Response::see_other(url);
}

// How long the session at hand lasts, for the page's script.  Seconds, as the
// browser's clock may be another.
void set_session_end(Context& context, Data& data) {
  desk::Desk& desk = context.desk;
  const base::Time now = desk.now();
  const auto session = desk.sessions.find(
      context.request.cookie(session_cookie_name(desk.config)), now);
  if (!session) return;
  const auto seconds_until = [now](base::Time end) {
    return std::chrono::floor<base::Seconds>(end - now).count();
  };
  data.set("idle_s", seconds_until(session->last_seen + store::kSessionIdle))
      .set("whole_s", seconds_until(session->started + store::kSessionWhole));
}

}  // namespace

Data framed(Context& context, std::string_view title, std::string_view current,
            std::int64_t waiting) {
  const std::string shop = context.desk.settings.now().shop_name;
  const auto user = context.desk.users.find(context.person.login);
  const std::string name = user ? user->shown_name() : "";
  std::string whole(title);
  if (waiting > 0) whole = "(" + std::to_string(waiting) + ") " + whole;
  const bool staff = context.person.is_staff;
  Data data;
  data.set("title", whole + " · " + shop + (staff ? " Support" : ""))
      .set("shop", shop)
      .set("nav", navigation(context, current))
      .set("signed_in", !context.person.login.empty())
      .set("staff", staff)
      .set("admin", context.person.is_admin)
      .set("home", staff ? kDashboard : kMessages)
      .set("login", context.person.login)
      .set("my_name", name)
      .set("my_initials", initials(name))
      .set("csrf", session_form_token(context));
  if (staff) set_session_end(context, data);
  return data;
}

void add_assets(Data& data, const std::vector<std::string_view>& sheets,
                const std::vector<std::string_view>& scripts) {
  std::vector<Data> css, js;
  for (const std::string_view name : sheets)
    css.push_back(Data().set("sheet", name));
  for (const std::string_view name : scripts)
    js.push_back(Data().set("script", name));
  data.set("sheets", std::move(css)).set("scripts", std::move(js));
}

Data option(std::string_view value, std::string label,
            std::string_view chosen) {
  return Data()
      .set("value", value)
      .set("label", std::move(label))
      .set("chosen", value == chosen);
}

http::Response show(Context& context, std::string_view page, const Data& data,
                    int status) {
  return http::Response::html(status, context.view.render(page, data));
}

std::string sentence_of(const base::Refusal& refusal) {
  if (refusal.reason == base::Reason::not_signed_in) {
    return "Nothing was stored. Sign in again, then send it once more.";
  }
  const std::string words = words_of(refusal);
  if (refusal.reason != base::Reason::too_long) return words;
  return words + " At most " + grouped(refusal.limit) + " characters fit.";
}

void note_refusal(Context& context, base::Reason reason) {
  const std::string_view event = event_of(reason);
  if (event.empty()) return;
  note_seldom(context, event, kRefusalsNoted);
}

bool answers_json(const http::Request& request) {
  if (request.path.starts_with("/support/api/")) return true;
  return request.path.starts_with("/support/agent/api/") &&
         (request.method != http::Method::post || wants_json(request));
}

http::Response refuse(Context& context, const base::Refusal& refusal) {
  if (!answers_json(context.request)) return page_refusal(context, refusal);
  note_refusal(context, refusal.reason);
  return api_refusal(refusal);
}

http::Response page_failure(Context& context, int status,
                            std::string_view words) {
  const bool is_post = context.request.method == http::Method::post;
  return trouble_page(context, {status, is_post ? "Not saved" : "Not available",
                                std::string(words), ""});
}

void note_event(Context& context, std::string event, std::string detail) {
  const desk::Person& person = context.person;
  store::AuditEvent line;
  line.event = std::move(event);
  if (!person.login.empty()) line.actor = "a:" + person.login;
  if (!person.customer.empty()) line.actor = "c:" + person.customer;
  line.role = person.is_admin      ? "admin"
              : person.is_staff    ? "agent"
              : line.actor.empty() ? "nobody"
                                   : "customer";
  line.address = context.request.remote_address;
  if (!context.variables.empty() &&
      store::ConversationId::parse(context.variables.front())) {
    line.conversation = context.variables.front();
  }
  line.request = context.request.id;
  line.detail = std::move(detail);
  try {
    store::audit(context.desk.paths, context.desk.now(), line);
  } catch (const base::IoError& error) {
    if (!error.is_full()) throw;
    base::log_seldom("error", "audit_full", line.event,
                     {{"id", line.request},
                      {"event", line.event},
                      {"actor", line.actor},
                      {"detail", line.detail}});
  }
}

std::string conversation_url(std::string_view id) {
  return "/support/conversation/" + std::string(id) + "/";
}

http::Response page_refusal(Context& context, const base::Refusal& refusal) {
  const bool is_post = context.request.method == http::Method::post;
  if (refusal.reason == base::Reason::not_signed_in && !is_post) {
    return to_login(context.request);
  }
  note_refusal(context, refusal.reason);
  if (refusal.reason == base::Reason::not_signed_in) read_typed(context);
  http::Response answer = trouble_page(
      context, {status_of(refusal.reason), headline_of(refusal.reason),
                sentence_of(refusal), detail_of(refusal)});
  if (refusal.retry_after_s > 0) {
    answer.set("Retry-After", std::to_string(refusal.retry_after_s));
  }
  return answer;
}

}  // namespace support::web

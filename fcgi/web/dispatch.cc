// From a request to its answer; see dispatch.h.

#include "web/dispatch.h"

#include <algorithm>

#include "base/seldom.h"
#include "base/tally.h"
#include "base/text.h"
#include "store/latch.h"
#include "web/answer_audit.h"
#include "web/cors.h"
#include "web/files.h"
#include "web/forms.h"
#include "web/page.h"

namespace support::web {

namespace {

using base::Reason;
using base::Refusal;
using desk::Access;

bool is_api(std::string_view path) {
  return path.starts_with("/support/api/");
}

std::vector<http::Pattern> patterns_of(std::span<const Route> routes) {
  std::vector<http::Pattern> patterns;
  for (const Route& route : routes) {
    patterns.push_back({route.method, route.path});
  }
  return patterns;
}

std::expected<desk::Person, Refusal> person_of(Context& context,
                                               const Route& row) {
  http::Request& request = context.request;
  desk::Desk& desk = context.desk;
  if (is_api(row.path)) {
    return desk::person_of_token(desk, request.header("x-support-token"),
                                 request.remote_address);
  }
  desk::Person person = desk::person_of_session(
      desk, request.cookie(session_cookie_name(desk.config)),
      !is_refresh(request));
  if (row.access == Access::link_or_staff) {
    person.has_link = files::link_holds(desk, request, context.variables.at(0),
                                        context.variables.at(1));
  }
  return person;
}

bool names_conversation(const Route& row) {
  return row.path.find("<id>") != std::string_view::npos;
}

std::expected<void, Refusal> admit(Context& context, const Route& row) {
  const desk::Person& person = context.person;
  std::string owner;
  if (names_conversation(row) &&
      (person.is_staff || !person.customer.empty())) {
    owner = desk::owner_of(context.desk, context.variables.at(0),
                           person.customer);
  }
  const auto allowed = desk::may(person, row.access, owner);
  if (!allowed) {
    if (row.access == Access::owner) {
      desk::note_wrong_token(context.desk, context.request.remote_address);
    }
    return allowed;
  }
  if (names_conversation(row) && person.is_staff && owner.empty()) {
    return std::unexpected(Refusal{Reason::not_found});
  }
  return {};
}

// Where no row says who may: the frame of the page still tells who is signed
// in.
void know_person(Context& context) {
  if (is_api(context.request.path)) return;
  desk::Desk& desk = context.desk;
  context.person = desk::person_of_session(
      desk, context.request.cookie(session_cookie_name(desk.config)), false);
}

http::Response method_json(const std::string& allow) {
  return http::Response::json(
      405, {{"error", base::json::Object{
                          {"code", "method_not_allowed"},
                          {"message", "Allowed here: " + allow + "."}}}});
}

http::Response no_such_method(Context& context, const std::string& allow) {
  const bool is_program =
      answers_json(context.request) || wants_json(context.request);
  auto response = is_program
                      ? method_json(allow)
                      : page_failure(context, 405,
                                     "This address cannot be used in this way. "
                                     "Go back, and try again from the page.");
  response.set("Allow", allow);
  return response;
}

// The machine failed, or we did.
struct Failure {
  int status;
  std::string_view code, words;
};
// So much of an error's text tells one from another.
constexpr std::size_t kMostCauseCodePoints = 60;
constexpr Failure kInternal{500, "internal",
                            "Something went wrong here. It has been noted."};

Failure failure_of(const base::IoError& error, http::Method method) {
  const bool is_full = error.is_full();
  const int status = is_full ? 507 : 503;
  const std::string_view code = is_full ? "storage_full" : "storage_failed";
  if (method != http::Method::post) {
    return {status, code,
            "This cannot be shown right now. Please try again later."};
  }
  return {status, code,
          is_full ? "There is no room to store this right now. Your text was "
                    "not sent; please try again later."
                  : "This could not be stored. Your text was not sent; please "
                    "try again later."};
}

http::Response failure_json(const Context& context, const Failure& failure) {
  return http::Response::json(
      failure.status, {{"error", base::json::Object{
                                     {"code", failure.code},
                                     {"message", failure.words},
                                     {"request", context.request.id}}}});
}

// A page's frame is read from the disk that may just have failed.
http::Response failure_page(Context& context, const Failure& failure) {
  try {
    return page_failure(context, failure.status, failure.words);
  } catch (const std::exception&) {
    return http::Response::text(failure.status,
                                std::string(failure.words) + "\nRequest " +
                                    context.request.id + "\n");
  }
}

http::Response failed(Context& context, const Failure& failure,
                      base::Cause cause, const std::string& log_as,
                      const char* what) {
  base::tallies().failed_requests[static_cast<std::size_t>(cause)].add();
  base::log_seldom("error", "request_failed", log_as,
                   {{"id", context.request.id},
                    {"path", context.request.path},
                    {"what", what}});
  auto response = answers_json(context.request)
                      ? failure_json(context, failure)
                      : failure_page(context, failure);
  if (failure.status != 500) response.set("Retry-After", "10");
  return response;
}

// A page of ours may load what lies below static/ and nothing else.
std::string page_policy(const std::string& origin) {
  const std::string ours = origin + "/support/static/";
  return "default-src 'none'; script-src " + ours + "; style-src " + ours +
         "; img-src 'self'; connect-src 'self'; form-action 'self'; "
         "base-uri 'none'; frame-ancestors 'none'";
}

void add_common_headers(Context& context, http::Response& response) {
  const auto set = [&](std::string_view name, std::string_view value) {
    if (response.header(name).empty()) response.set(name, value);
  };
  set("Cache-Control", "no-store");
  // The answer to nearly every poll: nothing that a header could protect.
  if (response.status() == 204) return;
  set("X-Content-Type-Options", "nosniff");
  if (response.header("Content-Type").starts_with("text/html")) {
    set("Content-Security-Policy", page_policy(own_origin(context)));
    set("Cross-Origin-Opener-Policy", "same-origin");
    set("Referrer-Policy", "same-origin");
    set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    return;
  }
  set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
}

}  // namespace

Dispatcher::Dispatcher(desk::Desk& desk, View& view)
    : desk_(desk),
      view_(view),
      routes_(routes(desk.config.demo)),
      router_(patterns_of(routes_)) {}

http::Response Dispatcher::answer(http::Request& request) {
  Context context{desk_, view_, request, {}, {}};
  http::Response response;
  try {
    response = route(context);
  } catch (const base::IoError& error) {
    response = failed(context, failure_of(error, request.method),
                      base::cause_of(error.error()),
                      std::to_string(error.error()), error.what());
  } catch (const std::exception& error) {
    response =
        failed(context, kInternal, base::Cause::other,
               base::shortened(error.what(), kMostCauseCodePoints),
               error.what());
  }
  note_answer(context, response.status());
  if (is_api(request.path)) add_cors(context, response);
  add_common_headers(context, response);
  return response;
}

http::Response Dispatcher::route(Context& context) {
  http::Request& request = context.request;
  if (is_api(request.path)) {
    if (request.method == http::Method::options) return preflight(context);
    if (!may_write_from_origin(context)) {
      return refuse(context, {.reason = Reason::foreign_origin,
                              .detail = shown_origin(context)});
    }
  }
  http::Match match = router_.match(request.method, request.path);
  switch (match.kind) {
    case http::Match::Kind::no_such_path:
      know_person(context);
      return refuse(context, Refusal{Reason::not_found});
    case http::Match::Kind::no_such_method:
      know_person(context);
      return no_such_method(context, match.allow);
    case http::Match::Kind::found: break;
  }
  context.variables = std::move(match.variables);
  return call(context, routes_[match.row]);
}

http::Response Dispatcher::call(Context& context, const Route& row) {
  auto person = person_of(context, row);
  if (!person) return refuse(context, person.error());
  context.person = std::move(*person);
  const auto admitted = admit(context, row);
  if (!admitted) return refuse(context, admitted.error());
  http::Response response = row.handler(context);
  if (row.access == Access::admin) note_admin(context, response.status());
  return response;
}

std::string_view session_cookie_name(const base::Config& config) {
  return config.tls ? "__Host-support" : "support-session";
}

std::string own_origin(const Context& context) {
  const auto& origins = context.desk.config.origins;
  std::string origin = context.desk.config.tls ? "https://" : "http://";
  origin += context.request.header("host");
  return std::ranges::count(origins, origin) ? origin : origins.front();
}

http::Response health(Context& context) {
  const store::Paths& paths = context.desk.paths;
  const bool fine =
      base::stamp_of(paths.version()) && !store::is_latched(paths);
  return fine ? http::Response::text(200, "ok\n")
              : http::Response::text(503, "not ok\n");
}

}  // namespace support::web

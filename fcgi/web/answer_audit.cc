#include "web/answer_audit.h"

#include <exception>
#include <string>

#include "base/seldom.h"
#include "desk/pace.h"
#include "web/page.h"

namespace support::web {
namespace {

constexpr base::Rate kOnceAMinute{1, 60};
constexpr int kEverybody = 10;

std::string who(const Context& context) {
  const desk::Person& person = context.person;
  if (!person.login.empty()) return "a:" + person.login;
  if (!person.customer.empty()) return "c:" + person.customer;
  return desk::pace_address(context.request.remote_address);
}

// On our forms 422 is what people forget to fill in; the widget's own checks
// come before it asks, so there it is another program.
std::string_view event_of(const http::Request& request, int status) {
  switch (status) {
    case 429: return "excess_rate_limit_exceeded";
    case 400:
    case 413: return "input_validation_fail";
    case 422:
      return answers_json(request) ? "input_validation_fail" : "";
    default: return "";
  }
}

}  // namespace

void note_seldom(Context& context, std::string_view event,
                 const base::Rate& rate) {
  desk::Desk& desk = context.desk;
  const std::string what = "audit " + std::string(event);
  const base::Rate of_all{rate.count * kEverybody, rate.per_seconds};
  if (!desk::pace(desk.shared, what, who(context), rate, desk.now()) ||
      !desk::pace(desk.shared, what, "everybody", of_all, desk.now()))
    return;
  note_event(context, std::string(event), context.request.path);
}

void note_answer(Context& context, int status) noexcept {
  const std::string_view event = event_of(context.request, status);
  if (event.empty()) return;
  try {
    note_seldom(context, event, kOnceAMinute);
  } catch (const std::exception& error) {
    base::log_seldom("error", "audit_failed", std::string(event),
                     {{"why", error.what()}});
  }
}

void note_admin(Context& context, int status) {
  if (context.request.method != http::Method::post || status >= 400) return;
  note_event(context, "authz_admin", context.request.path);
}

}  // namespace support::web

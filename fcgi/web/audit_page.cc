// The audit log; see audit_page.h.
#include "web/audit_page.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "store/audit_read.h"
#include "web/admin_page.h"
#include "web/page.h"

namespace support::web::admin {
namespace {

constexpr std::size_t kPage = 100;

// Those of support-data(5), to choose from; others can be typed.
constexpr std::array<std::string_view, 36> kEvents = {
    "authn_login_fail", "authn_login_lock", "authn_login_success",
    "authn_password_change", "authn_token_created", "authn_token_revoked",
    "authz_admin", "authz_fail", "conversation_removed",
    "conversations_imported", "crypt_key_created",
    "excess_rate_limit_exceeded", "input_validation_fail",
    "malicious_cors", "malicious_csrf", "quick_replies_imported",
    "quick_reply_created", "quick_reply_removed", "quick_reply_updated",
    "sensitive_delete", "sensitive_export", "sensitive_read",
    "session_created", "session_expired", "settings_updated", "sys_crash",
    "sys_shutdown", "sys_startup", "sys_storage_cleared",
    "sys_storage_repaired", "upload_complete", "upload_delete",
    "upload_validation", "user_archived", "user_created", "user_updated"};

struct Wish {
  std::string day;  // "20261122"
  std::string event, actor;
  std::optional<std::uint64_t> before;
};

std::string dashed(const std::string& day) {
  return day.substr(0, 4) + "-" + day.substr(4, 2) + "-" + day.substr(6, 2);
}

// "2026-11-22" as it comes, without its dashes; today when it is no day.
std::string day_in(Context& context) {
  const auto asked = context.request.parameter("day").value_or("");
  const auto time = base::from_iso(asked + "T00:00:00Z");
  return base::iso_day(time.value_or(context.desk.now()));
}

Wish wish_in(Context& context) {
  const auto text = [&](const char* name) {
    return base::shortened(
        base::one_line(context.request.parameter(name).value_or("")), 80);
  };
  Wish wish{day_in(context), text("event"), text("actor"), std::nullopt};
  const auto before = base::to_number(text("before"));
  if (before && *before > 0) {
    wish.before = static_cast<std::uint64_t>(*before);
  }
  return wish;
}

// "marta" finds "a:marta".
bool is_wanted(const Wish& wish, const store::AuditLine& line) {
  if (wish.event.empty() && wish.actor.empty()) return true;
  if (line.is_damaged) return false;
  const std::string& actor = line.event.actor;
  const auto mark = actor.find(':');
  const bool is_actor = wish.actor.empty() || actor == wish.actor ||
                        (mark != actor.npos &&
                         std::string_view(actor).substr(mark + 1) == wish.actor);
  return is_actor && (wish.event.empty() || line.event.event == wish.event);
}

std::string clock_of(const std::string& time) {
  const auto at = time.find('T');
  return at == time.npos ? time : time.substr(at + 1, 8);
}

Data row_of(const store::AuditLine& line) {
  Data row;
  return row.set("damaged", line.is_damaged)
      .set("offset", static_cast<std::int64_t>(line.offset))
      .set("time", clock_of(line.time))
      .set("time_iso", line.time)
      .set("event", line.event.event)
      .set("actor", line.event.actor.empty() ? "–" : line.event.actor)
      .set("who_role", line.event.role)
      .set("address", line.event.address)
      .set("conversation", line.event.conversation)
      .set("request_id", line.event.request)
      .set("detail", line.event.detail);
}

std::string url_of(const Wish& wish, const std::string& day,
                   std::uint64_t before) {
  std::string url = std::string(kAudit) + "?day=" + dashed(day);
  if (!wish.event.empty()) url += "&event=" + base::url_encoded(wish.event);
  if (!wish.actor.empty()) url += "&actor=" + base::url_encoded(wish.actor);
  if (before > 0) url += "&before=" + std::to_string(before);
  return url;
}

// The days beside this one that have a file.
void set_neighbours(Context& context, Data& data, const Wish& wish) {
  std::string older, newer;
  for (const std::string& day : store::audit_days(context.desk.paths)) {
    if (day > wish.day) newer = day;
    if (day < wish.day && older.empty()) older = day;
  }
  data.set("older_day", older.empty() ? "" : dashed(older))
      .set("older_url", older.empty() ? "" : url_of(wish, older, 0))
      .set("newer_day", newer.empty() ? "" : dashed(newer))
      .set("newer_url", newer.empty() ? "" : url_of(wish, newer, 0));
}

}  // namespace

http::Response audit(Context& context) {
  const Wish wish = wish_in(context);
  const store::AuditPage page = store::audit_page(
      context.desk.paths, wish.day, wish.before, kPage,
      [&](const store::AuditLine& line) { return is_wanted(wish, line); });
  std::vector<Data> rows, events;
  for (const store::AuditLine& line : page.lines) rows.push_back(row_of(line));
  for (const std::string_view event : kEvents)
    events.push_back(Data().set("event", event));
  Data data = admin_framed(context, "Audit log", kAudit);
  data.set("day", dashed(wish.day))
      .set("asked_event", wish.event)
      .set("asked_actor", wish.actor)
      .set("events", std::move(events))
      .set("has_rows", !rows.empty())
      .set("filtered", !wish.event.empty() || !wish.actor.empty())
      .set("bare_url", std::string(kAudit) + "?day=" + dashed(wish.day))
      .set("next_url",
           page.before > 0 ? url_of(wish, wish.day, page.before) : "")
      .set("first_url", wish.before ? url_of(wish, wish.day, 0) : "")
      .set("rows", std::move(rows));
  set_neighbours(context, data, wish);
  return show(context, "admin_audit", data);
}

}  // namespace support::web::admin

#include "store/settings.h"

#include <stdexcept>

#include "base/log.h"
#include "base/text.h"
#include "store/settings_check.h"
#include "store/whole_file.h"

namespace support::store {
namespace {

using base::Reason;
using base::Refusal;
using base::json::Object;

Object fields_of(const Settings& settings) {
  base::json::Array origins(settings.shop_origins.begin(),
                            settings.shop_origins.end());
  base::json::Array hours(settings.hours.begin(), settings.hours.end());
  return {{"shop_name", settings.shop_name},
          {"welcome", settings.welcome},
          {"poll_interval_ms", settings.poll_interval_ms},
          {"guests_allowed", settings.guests_allowed},
          {"ask_name", settings.ask_name},
          {"ask_email", settings.ask_email},
          {"consent", settings.consent},
          {"privacy_url", settings.privacy_url},
          {"asks_rating", settings.asks_rating},
          {"time_zone", settings.time_zone},
          {"hours", std::move(hours)},
          {"out_of_hours", settings.out_of_hours},
          {"assigns_itself", settings.assigns_itself},
          {"auto_close_hours", settings.auto_close_hours},
          {"retention_days", settings.retention_days},
          {"upload_mebibytes", settings.upload_mebibytes},
          {"shop_origins", std::move(origins)},
          {"profile_url", settings.profile_url},
          {"orders_url", settings.orders_url},
          {"rentals_url", settings.rentals_url},
          {"addresses_url", settings.addresses_url}};
}

// What the file does not name has its default: it may be of an earlier
// version.
Settings settings_in(const WholeFile& file) {
  const Fields& fields = file.fields;
  Settings now;
  const auto number = [&](const char* name, int missing, int lowest,
                          int highest) {
    return static_cast<int>(fields.integer(name, missing, lowest, highest));
  };
  now.shop_name = fields.text("shop_name", now.shop_name);
  now.welcome = fields.text("welcome", now.welcome);
  now.poll_interval_ms = number("poll_interval_ms", now.poll_interval_ms,
                                kShortestPollMs, kLongestPollMs);
  now.guests_allowed = fields.flag("guests_allowed", now.guests_allowed);
  now.ask_name = fields.text("ask_name", now.ask_name);
  now.ask_email = fields.text("ask_email", now.ask_email);
  now.consent = fields.text("consent", now.consent);
  now.privacy_url = fields.text("privacy_url", now.privacy_url);
  now.asks_rating = fields.flag("asks_rating", now.asks_rating);
  now.time_zone = fields.text("time_zone", now.time_zone);
  now.hours = fields.texts("hours");
  now.out_of_hours = fields.text("out_of_hours", now.out_of_hours);
  now.assigns_itself = fields.flag("assigns_itself", now.assigns_itself);
  now.auto_close_hours =
      number("auto_close_hours", now.auto_close_hours, 0, kMostAutoCloseHours);
  now.retention_days =
      number("retention_days", now.retention_days, 0, kMostRetentionDays);
  now.upload_mebibytes = number("upload_mebibytes", now.upload_mebibytes, 0,
                                kMostUploadMebibytes);
  now.shop_origins = fields.texts("shop_origins");
  now.profile_url = fields.text("profile_url", now.profile_url);
  now.orders_url = fields.text("orders_url", now.orders_url);
  now.rentals_url = fields.text("rentals_url", now.rentals_url);
  now.addresses_url = fields.text("addresses_url", now.addresses_url);
  now.rev = file.rev;
  // Edited by hand, too, it may name no origin and no URL that a form could
  // not have named.  Only the zone is left to libc, which shows UTC for one
  // that this machine (after a restore, say) does not know.
  for (const FieldError& error : check(now))
    if (error.field != "time_zone")
      fields.fail(error.field, "is wrong: " + error.message);
  return now;
}

}  // namespace

const Settings& SettingsFile::now() {
  const auto stamp = base::stamp_of(paths_.settings());
  if (settings_ && stamp == stamp_) return *settings_;
  try {
    const auto file = read_whole(paths_.settings());
    settings_ = file ? settings_in(*file) : Settings{};
  } catch (const base::IoError&) {
    throw;
  } catch (const std::runtime_error& error) {
    if (!settings_) throw;
    base::log_line("error", "damaged_file", {{"what", error.what()}});
  }
  // Taken first: a file replaced in between is read again.
  stamp_ = stamp;
  return *settings_;
}

std::expected<Settings, Refusal> SettingsFile::save(Settings settings) {
  const auto if_current =
      [&](const WholeFile* stored) -> std::expected<Object, Refusal> {
    if (rev_of(stored) != settings.rev)
      return std::unexpected(Refusal{Reason::conflict});
    return fields_of(settings);
  };
  const auto rev = change_whole(paths_, paths_.settings(), if_current);
  if (!rev) return std::unexpected(rev.error());
  settings.rev = *rev;
  return settings;
}

}  // namespace support::store

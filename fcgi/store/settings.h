// settings.json: what an admin changes while the system runs.  Every worker
// sees a change at its next request (one stat).
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/paths.h"

namespace support::store {

struct Settings {
  std::string shop_name = "BookShop";
  std::string welcome =
      "Good day, and welcome. Ask us about an order, a rental, or what to "
      "read next.";
  int poll_interval_ms = 3000;       // 1,000 to 60,000
  bool guests_allowed = true;
  // What guests are asked before their first message: one of kAsks.
  std::string ask_name = "no";
  std::string ask_email = "no";
  std::string consent;      // the sentence they agree to; "" = none
  std::string privacy_url;  // beside it: a path or an http(s) URL; "" = none
  bool asks_rating = true;  // the widget does, when a chat was closed
  std::string time_zone = "UTC";     // a name of tzdata
  // Business hours in that zone, Monday first, seven of "", "09:00-17:00",
  // "09:00-12:30 13:30-24:00"; none: always open.
  std::vector<std::string> hours;
  std::string out_of_hours;          // the automatic reply then; "" = none
  bool assigns_itself = false;       // new conversations go to an agent
  int auto_close_hours = 0;          // of silence; 0 = never
  int retention_days = 0;            // after the last record; 0 = for ever
  // Of one attachment; support.conf's max_file_bytes bounds it.  0: customers
  // attach nothing.
  int upload_mebibytes = 10;
  // Other origins whose pages may use the widget (CORS): scheme://host[:port].
  std::vector<std::string> shop_origins;
  // The shop's own pages, for the navigation: a path or an http(s) URL.
  std::string profile_url = "/shop/profile/";
  std::string orders_url = "/shop/orders/";
  std::string rentals_url = "/shop/rentals/";
  std::string addresses_url = "/shop/addresses/";
  std::int64_t rev = 0;
};

// What is wrong with it: field name and sentence; empty when all is well.
struct FieldError {
  std::string field;
  std::string message;
};
std::vector<FieldError> check(const Settings& settings);

class SettingsFile {
 public:
  explicit SettingsFile(Paths paths) : paths_(std::move(paths)) {}

  // The defaults while there is no file.  A file that is damaged or breaks a
  // rule of check() is logged once, and what stood there before goes on
  // counting; where nothing is known to have stood there, throws
  // std::runtime_error naming the file.  Throws IoError.
  const Settings& now();
  // Replaces if settings.rev is still the stored one (0: there is no file),
  // else conflict; also refused: busy, storage_latched.  5 old revisions are
  // kept in data/old/.  The caller has run check().
  std::expected<Settings, base::Refusal> save(Settings settings);

 private:
  Paths paths_;
  std::optional<base::Stamp> stamp_;
  std::optional<Settings> settings_;
};

}  // namespace support::store

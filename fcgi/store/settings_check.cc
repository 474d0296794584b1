#include "store/settings_check.h"

#include <algorithm>

#include "base/file.h"
#include "base/origin.h"
#include "base/text.h"
#include "store/business_hours.h"

namespace support::store {
namespace {

constexpr std::size_t kMostOrigins = 20;
constexpr std::size_t kMostUrlBytes = 500;
constexpr std::size_t kMostNameCodePoints = 80;
constexpr std::size_t kMostWelcomeCodePoints = 500;
constexpr std::size_t kMostConsentCodePoints = 300;
constexpr const char* kDays[] = {"Monday",   "Tuesday", "Wednesday",
                                 "Thursday", "Friday",  "Saturday",
                                 "Sunday"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alphanumeric(char c) {
  return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z');
}

bool is_one_line(std::string_view text) { return base::one_line(text) == text; }

// Some text, of at most `max` code points.
bool has_length(std::string_view text, std::size_t max) {
  return !base::trimmed(text).empty() && base::code_points(text) <= max;
}

bool has_strange_control(std::string_view text) {
  while (!text.empty()) {
    const auto point = base::first_code_point(text);
    if (base::is_bidi_or_separator(point.value) ||
        (base::is_control(point.value) && point.value != '\n'))
      return true;
    text.remove_prefix(point.bytes);
  }
  return false;
}

void check_urls(const Settings& settings, std::vector<FieldError>& errors) {
  const std::pair<const char*, const std::string*> urls[] = {
      {"profile_url", &settings.profile_url},
      {"orders_url", &settings.orders_url},
      {"rentals_url", &settings.rentals_url},
      {"addresses_url", &settings.addresses_url}};
  for (const auto& [field, url] : urls)
    if (!is_page_url(*url))
      errors.push_back({field,
                        "Give a path that starts with one slash, or a whole "
                        "http or https address."});
}

void check_origins(const Settings& settings, std::vector<FieldError>& errors) {
  if (settings.shop_origins.size() > kMostOrigins)
    errors.push_back({"shop_origins", "Give at most 20 origins."});
  for (std::size_t i = 0; i < settings.shop_origins.size(); ++i)
    if (const auto wrong = base::wrong_with_origin(settings.shop_origins[i]))
      errors.push_back({"shop_origins", "Origin " + std::to_string(i + 1) +
                                            " " + *wrong + "."});
}

void check_hours(const Settings& settings, std::vector<FieldError>& errors) {
  const auto& hours = settings.hours;
  if (!hours.empty() && hours.size() != std::size(kDays)) {
    errors.push_back({"hours", "Give the hours of all seven days, or none."});
    return;
  }
  for (std::size_t day = 0; day < hours.size(); ++day)
    if (!spans_in(hours[day]))
      errors.push_back({"hours", std::string(kDays[day]) +
                                     ": give times such as 09:00-17:00, or "
                                     "09:00-12:30 13:30-24:00."});
}

void check_texts(const Settings& settings, std::vector<FieldError>& errors) {
  if (!has_length(settings.shop_name, kMostNameCodePoints) ||
      !is_one_line(settings.shop_name))
    errors.push_back({"shop_name", "Give a name of 1 to 80 characters."});
  if (!has_length(settings.welcome, kMostWelcomeCodePoints) ||
      has_strange_control(settings.welcome))
    errors.push_back({"welcome", "Give a text of 1 to 500 characters."});
  if (!settings.out_of_hours.empty() &&
      (!has_length(settings.out_of_hours, kMostWelcomeCodePoints) ||
       has_strange_control(settings.out_of_hours)))
    errors.push_back({"out_of_hours",
                      "Give a text of at most 500 characters, or none."});
}

void check_asks(const Settings& settings, std::vector<FieldError>& errors) {
  const std::pair<const char*, const std::string*> asks[] = {
      {"ask_name", &settings.ask_name}, {"ask_email", &settings.ask_email}};
  for (const auto& [field, ask] : asks)
    if (!std::ranges::count(kAsks, *ask))
      errors.push_back({field, "Choose no, optional or required."});
  if (!settings.consent.empty() &&
      (!has_length(settings.consent, kMostConsentCodePoints) ||
       has_strange_control(settings.consent)))
    errors.push_back({"consent",
                      "Give a consent of at most 300 characters, or none."});
  if (!settings.privacy_url.empty() && !is_page_url(settings.privacy_url))
    errors.push_back({"privacy_url",
                      "Give the privacy notice's path, which starts with one "
                      "slash, its whole http or https address, or nothing."});
}

void check_numbers(const Settings& settings, std::vector<FieldError>& errors) {
  const struct {
    const char* field;
    int value, lowest, highest;
    const char* message;
  } numbers[] = {
      {"poll_interval_ms", settings.poll_interval_ms, kShortestPollMs,
       kLongestPollMs, "Give a number of milliseconds from 1000 to 60000."},
      {"auto_close_hours", settings.auto_close_hours, 0, kMostAutoCloseHours,
       "Give a number of hours from 0 (never) to 8760."},
      {"retention_days", settings.retention_days, 0, kMostRetentionDays,
       "Give a number of days from 0 (for ever) to 36500."},
      {"upload_mebibytes", settings.upload_mebibytes, 0, kMostUploadMebibytes,
       "Give a number of mebibytes from 0 (none) to 1024."}};
  for (const auto& one : numbers)
    if (one.value < one.lowest || one.value > one.highest)
      errors.push_back({one.field, one.message});
}

}  // namespace

bool is_page_url(std::string_view text) {
  const auto fits = [](char c) {
    constexpr std::string_view kNever = "\"'<>\\^`{|}";
    return c > 0x20 && c < 0x7f && kNever.find(c) == kNever.npos;
  };
  if (text.size() > kMostUrlBytes || !std::ranges::all_of(text, fits))
    return false;
  // "//host" would be another host's page.
  if (text.starts_with('/')) return !text.starts_with("//");
  for (const std::string_view scheme : {"http://", "https://"})
    if (text.starts_with(scheme)) return text.size() > scheme.size() &&
                                         is_alphanumeric(text[scheme.size()]);
  return false;
}

bool is_time_zone(std::string_view name) {
  const auto fits = [](char c) {
    return is_alphanumeric(c) || c == '_' || c == '+' || c == '/' || c == '-';
  };
  if (name == "UTC") return true;
  if (name.empty() || name.size() > 64 || !is_alphanumeric(name.front()) ||
      !std::ranges::all_of(name, fits))
    return false;
  const base::Path file = base::Path("/usr/share/zoneinfo") / name;
  std::error_code missing;
  if (!std::filesystem::is_regular_file(file, missing)) return false;
  // Not every file there is a zone: RFC 8536 says how one begins.
  const auto fd = base::open_existing(file, 0);
  return fd && base::read_at(*fd, file, 0, 4) == "TZif";
}

std::vector<FieldError> check(const Settings& settings) {
  std::vector<FieldError> errors;
  check_texts(settings, errors);
  check_asks(settings, errors);
  check_numbers(settings, errors);
  if (!is_time_zone(settings.time_zone))
    errors.push_back({"time_zone",
                      "Give a time zone that this machine knows, such as "
                      "Europe/London."});
  check_hours(settings, errors);
  check_origins(settings, errors);
  check_urls(settings, errors);
  return errors;
}

}  // namespace support::store

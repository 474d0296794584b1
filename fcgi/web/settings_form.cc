// The form of the settings; see settings_form.h.
#include "web/settings_form.h"

#include <array>

#include "base/text.h"
#include "web/words.h"

namespace support::web {
namespace {

constexpr std::array<std::string_view, 7> kDays = {
    "Monday", "Tuesday", "Wednesday", "Thursday",
    "Friday", "Saturday", "Sunday"};

constexpr SettingField kWidget[] = {
    {"shop_name", "Name of the shop", "", Shape::line},
    {"welcome", "Welcome text", "Plain text, shown before the first message",
     Shape::box},
    {"poll_interval_ms", "Poll interval, milliseconds",
     "From 1000 to 60000; how often an open chat asks for news",
     Shape::number},
    {"upload_mebibytes", "Largest attachment, MiB",
     "0: customers attach nothing. support.conf may allow less",
     Shape::number},
    {"guests_allowed", "Guests may start a chat without signing in", "",
     Shape::check}};

constexpr SettingField kBefore[] = {
    {"ask_name", "Name", "", Shape::ask},
    {"ask_email", "E-mail", "", Shape::ask},
    {"consent", "Consent",
     "A sentence with a box to tick, kept with the conversation; empty: none",
     Shape::box},
    {"privacy_url", "Privacy notice",
     "Its link: a path on the shop's page or an https address; empty: none",
     Shape::line}};

constexpr SettingField kHours[] = {
    {"time_zone", "Time zone", "As in Europe/Berlin", Shape::line},
    {"has_hours", "We answer in these hours only", "", Shape::check},
    {"hours_0", kDays[0], "", Shape::day},
    {"hours_1", kDays[1], "", Shape::day},
    {"hours_2", kDays[2], "", Shape::day},
    {"hours_3", kDays[3], "", Shape::day},
    {"hours_4", kDays[4], "", Shape::day},
    {"hours_5", kDays[5], "", Shape::day},
    {"hours_6", kDays[6], "As in 09:00-17:00, or 09:00-12:30 13:30-18:00; "
                          "empty: closed all day", Shape::day},
    {"out_of_hours", "Reply out of hours",
     "Sent once to whoever writes when nobody is here; empty: none",
     Shape::box}};

constexpr SettingField kWork[] = {
    {"assigns_itself",
     "Give new chats to the available agent with the fewest open", "",
     Shape::check},
    {"auto_close_hours", "Close after silence, hours",
     "Of a chat that waits for the customer; 0 never closes by itself",
     Shape::number},
    {"asks_rating", "Ask customers for a rating when their chat was closed",
     "", Shape::check}};

constexpr SettingField kKeep[] = {
    {"retention_days", "Delete after, days",
     "Closed conversations whose last record is older are deleted for good, "
     "with their files, notes and figures. Backups keep them until they "
     "rotate. 0 keeps everything",
     Shape::number}};

constexpr SettingField kSites[] = {
    {"shop_origins", "Other sites that show the widget",
     "One a line, as in https://shop.example", Shape::box}};

constexpr SettingField kLinks[] = {
    {"profile_url", "Profile", "", Shape::line},
    {"orders_url", "My Orders", "", Shape::line},
    {"rentals_url", "My Rentals", "", Shape::line},
    {"addresses_url", "Addresses", "", Shape::line}};

constexpr SettingGroup kGroups[] = {
    {"Widget", "What customers see in the shop's corner.", kWidget},
    {"Before a chat",
     "What guests are asked first. Customers whom the shop has signed in never "
     "are.",
     kBefore},
    {"Business hours", "When somebody is here, by the shop's clocks.", kHours},
    {"Conversations", "How chats come to an agent, and end.", kWork},
    {"Retention", "How long the past is kept.", kKeep},
    {"Allowed origins", "Whose pages may use the widget besides our own.",
     kSites},
    {"Links",
     "The shop's own pages in the navigation: a path or an https address.",
     kLinks}};

std::string day_field(std::size_t day) {
  return "hours_" + std::to_string(day);
}

std::string lines_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::vector<std::string> lines_in(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : base::split(text, '\n')) {
    const std::string_view trimmed = base::trimmed(line);
    if (!trimmed.empty()) lines.emplace_back(trimmed);
  }
  return lines;
}

int number_in(const std::string& text) {
  const auto number = base::to_number(text);
  constexpr std::int64_t kMost = 1'000'000'000;
  return number && *number >= 0 && *number <= kMost ? static_cast<int>(*number)
                                                    : -1;
}

}  // namespace

std::span<const SettingGroup> setting_groups() { return kGroups; }

FieldTexts texts_of(const store::Settings& now) {
  const auto yes = [](bool flag) { return std::string(flag ? "yes" : ""); };
  FieldTexts texts = {
      {"shop_name", now.shop_name},
      {"welcome", now.welcome},
      {"poll_interval_ms", std::to_string(now.poll_interval_ms)},
      {"upload_mebibytes", std::to_string(now.upload_mebibytes)},
      {"guests_allowed", yes(now.guests_allowed)},
      {"ask_name", now.ask_name},
      {"ask_email", now.ask_email},
      {"consent", now.consent},
      {"privacy_url", now.privacy_url},
      {"time_zone", now.time_zone},
      {"has_hours", yes(!now.hours.empty())},
      {"out_of_hours", now.out_of_hours},
      {"assigns_itself", yes(now.assigns_itself)},
      {"auto_close_hours", std::to_string(now.auto_close_hours)},
      {"asks_rating", yes(now.asks_rating)},
      {"retention_days", std::to_string(now.retention_days)},
      {"shop_origins", lines_of(now.shop_origins)},
      {"profile_url", now.profile_url},
      {"orders_url", now.orders_url},
      {"rentals_url", now.rentals_url},
      {"addresses_url", now.addresses_url}};
  for (std::size_t day = 0; day < kDays.size(); ++day) {
    texts[day_field(day)] = day < now.hours.size() ? now.hours[day] : "";
  }
  return texts;
}

FieldTexts texts_in(const http::Form& form) {
  FieldTexts texts;
  for (const SettingGroup& group : kGroups) {
    for (const SettingField& field : group.fields) {
      const std::string text = form.text(field.name);
      texts[std::string(field.name)] =
          field.shape == Shape::box
              ? std::string(base::trimmed(plain_lines(text)))
              : base::one_line(text);
    }
  }
  return texts;
}

store::Settings settings_of(const FieldTexts& texts, std::int64_t rev) {
  const auto text = [&](std::string_view name) {
    const auto found = texts.find(name);
    return found == texts.end() ? std::string() : found->second;
  };
  store::Settings settings;
  settings.shop_name = text("shop_name");
  settings.welcome = text("welcome");
  settings.poll_interval_ms = number_in(text("poll_interval_ms"));
  settings.upload_mebibytes = number_in(text("upload_mebibytes"));
  settings.guests_allowed = text("guests_allowed") == "yes";
  settings.ask_name = text("ask_name");
  settings.ask_email = text("ask_email");
  settings.consent = text("consent");
  settings.privacy_url = text("privacy_url");
  settings.time_zone = text("time_zone");
  for (std::size_t day = 0; day < kDays.size(); ++day) {
    if (text("has_hours") != "yes") break;
    settings.hours.push_back(text(day_field(day)));
  }
  settings.out_of_hours = text("out_of_hours");
  settings.assigns_itself = text("assigns_itself") == "yes";
  settings.auto_close_hours = number_in(text("auto_close_hours"));
  settings.asks_rating = text("asks_rating") == "yes";
  settings.retention_days = number_in(text("retention_days"));
  settings.shop_origins = lines_in(text("shop_origins"));
  settings.profile_url = text("profile_url");
  settings.orders_url = text("orders_url");
  settings.rentals_url = text("rentals_url");
  settings.addresses_url = text("addresses_url");
  settings.rev = rev;
  return settings;
}

store::FieldError at_field(store::FieldError error) {
  if (error.field != "hours") return error;
  error.field = "has_hours";
  for (std::size_t day = 0; day < kDays.size(); ++day) {
    if (error.message.starts_with(kDays[day])) error.field = day_field(day);
  }
  return error;
}

}  // namespace support::web

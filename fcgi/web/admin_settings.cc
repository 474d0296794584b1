// Settings in the Admin Panel; see admin.h.
#include <algorithm>

#include "base/text.h"
#include "web/admin.h"
#include "web/admin_page.h"
#include "web/forms.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web::admin {
namespace {

constexpr std::string_view kSettings = "/support/admin/settings/";
using Errors = std::vector<store::FieldError>;

enum class Shape { line, number, box, check };

// One field of the form: its name is the setting's.
struct Field {
  std::string_view name, label, hint;
  Shape shape;
  std::string value;
};

std::string lines_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::vector<Field> widget_fields(const store::Settings& now) {
  return {{"shop_name", "Name of the shop", "", Shape::line, now.shop_name},
          {"welcome", "Welcome text", "Plain text, shown before the first "
                                      "message",
           Shape::box, now.welcome},
          {"poll_interval_ms", "Poll interval, milliseconds",
           "From 1000 to 60000; how often an open chat asks for news",
           Shape::number, std::to_string(now.poll_interval_ms)},
          {"guests_allowed", "Guests may start a chat without signing in", "",
           Shape::check, now.guests_allowed ? "yes" : ""}};
}

std::vector<Field> shop_fields(const store::Settings& now) {
  return {{"time_zone", "Time zone", "As in Europe/Berlin", Shape::line,
           now.time_zone},
          {"shop_origins", "Other sites that show the widget",
           "One a line, as in https://shop.example", Shape::box,
           lines_of(now.shop_origins)}};
}

std::vector<Field> link_fields(const store::Settings& now) {
  return {{"profile_url", "Profile", "", Shape::line, now.profile_url},
          {"orders_url", "My Orders", "", Shape::line, now.orders_url},
          {"rentals_url", "My Rentals", "", Shape::line, now.rentals_url},
          {"addresses_url", "Addresses", "", Shape::line, now.addresses_url}};
}

Data field_data(const Field& field, const Errors& errors) {
  const auto wrong = std::ranges::find(errors, field.name,
                                       &store::FieldError::field);
  const std::string name(field.name);
  std::string described;
  if (wrong != errors.end()) described = name + "-err";
  if (!field.hint.empty()) {
    described += (described.empty() ? "" : " ") + name + "-hint";
  }
  Data data;
  data.set("field", field.name)
      .set("label", field.label)
      .set("hint", field.hint)
      .set("value", field.value)
      .set("is_check", field.shape == Shape::check)
      .set("is_long", field.shape == Shape::box)
      .set("numeric", field.shape == Shape::number)
      .set("checked", !field.value.empty())
      .set("described", described)
      .set("wrong", wrong == errors.end() ? "" : wrong->message);
  return data;
}

Data group(std::string_view name, std::string_view reason,
           const std::vector<Field>& fields, const Errors& errors) {
  std::vector<Data> list;
  for (const Field& field : fields) list.push_back(field_data(field, errors));
  Data data;
  data.set("group", name).set("reason", reason);
  return data.set("fields", std::move(list));
}

Data settings_page(Context& context, const store::Settings& now,
                   const Errors& errors) {
  Data data = admin_framed(context, "Settings", kSettings);
  std::vector<Data> groups;
  groups.push_back(group("Widget", "What customers see in the shop's corner.",
                         widget_fields(now), errors));
  groups.push_back(group("Shop", "Where it is, and whose pages may ask us.",
                         shop_fields(now), errors));
  groups.push_back(group("Links",
                         "The shop's own pages in the navigation: a path or "
                         "an https address.",
                         link_fields(now), errors));
  data.set("groups", std::move(groups)).set("rev", now.rev);
  set_errors(data, "The settings were not saved", errors);
  return data;
}

std::vector<std::string> lines_in(const std::string& text) {
  std::vector<std::string> lines;
  const std::string plain = plain_lines(text);
  for (const std::string_view line : base::split(plain, '\n')) {
    const std::string_view trimmed = base::trimmed(line);
    if (!trimmed.empty()) lines.emplace_back(trimmed);
  }
  return lines;
}

store::Settings typed(const http::Form& form) {
  const auto line = [&](const char* name) {
    return base::one_line(form.text(name));
  };
  store::Settings settings;
  settings.shop_name = line("shop_name");
  settings.welcome = base::trimmed(plain_lines(form.text("welcome")));
  // What is no number is left for check() to refuse.
  settings.poll_interval_ms = static_cast<int>(std::clamp<std::int64_t>(
      base::to_number(line("poll_interval_ms")).value_or(0), 0, 1'000'000));
  settings.guests_allowed = form.text("guests_allowed") == "yes";
  settings.time_zone = line("time_zone");
  settings.shop_origins = lines_in(form.text("shop_origins"));
  settings.profile_url = line("profile_url");
  settings.orders_url = line("orders_url");
  settings.rentals_url = line("rentals_url");
  settings.addresses_url = line("addresses_url");
  settings.rev = base::to_number(line("rev")).value_or(-1);
  return settings;
}

}  // namespace

http::Response settings(Context& context) {
  Data data = settings_page(context, context.desk.settings.now(), {});
  set_done(context, data, "settings", "The settings are saved.");
  return show(context, "admin_settings", data);
}

http::Response save_settings(Context& context) {
  const auto form = checked_form(context);
  if (!form) return page_refusal(context, form.error());
  const store::Settings wish = typed(*form);
  const Errors errors = store::check(wish);
  if (!errors.empty()) {
    return show(context, "admin_settings",
                settings_page(context, wish, errors), 422);
  }
  const auto saved = context.desk.settings.save(wish);
  if (!saved) return page_refusal(context, saved.error());
  note_event(context, "settings_updated");
  return http::Response::see_other(std::string(kSettings) + "?done=settings");
}

}  // namespace support::web::admin

// Settings in the Admin Panel; see admin.h.
#include <algorithm>

#include "base/text.h"
#include "store/keys.h"
#include "web/admin.h"
#include "web/admin_page.h"
#include "web/forms.h"
#include "web/page.h"
#include "web/settings_form.h"
#include "web/words.h"

namespace support::web::admin {
namespace {

using Errors = std::vector<store::FieldError>;

std::string text_of(const FieldTexts& texts, std::string_view name) {
  const auto found = texts.find(name);
  return found == texts.end() ? "" : found->second;
}

std::vector<Data> asks(std::string_view chosen) {
  std::vector<Data> list;
  list.push_back(option("no", "Not asked", chosen));
  list.push_back(option("optional", "Asked, may be left empty", chosen));
  list.push_back(option("required", "Required", chosen));
  return list;
}

Data field_data(const SettingField& field, const std::string& value,
                const Errors& errors) {
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
      .set("value", value)
      .set("is_check", field.shape == Shape::check)
      .set("is_long", field.shape == Shape::box)
      .set("is_ask", field.shape == Shape::ask)
      .set("is_day", field.shape == Shape::day)
      .set("numeric", field.shape == Shape::number)
      .set("checked", !value.empty())
      .set("described", described)
      .set("wrong", wrong == errors.end() ? "" : wrong->message);
  if (field.shape == Shape::ask) data.set("asks", asks(value));
  return data;
}

Data group_data(const SettingGroup& group, const FieldTexts& texts,
                const Errors& errors) {
  std::vector<Data> fields;
  for (const SettingField& field : group.fields) {
    fields.push_back(field_data(field, text_of(texts, field.name), errors));
  }
  Data data;
  data.set("group", group.name).set("reason", group.reason);
  return data.set("fields", std::move(fields));
}

// The key's name and age; never the key.
std::vector<Data> key_rows(Context& context) {
  std::vector<Data> rows;
  for (const auto& [kid, key] : context.desk.keys.identity) {
    Data row;
    row.set("kid", kid)
        .set("age", how_long(std::max(base::Millis(0),
                                      context.desk.now() - key.created)))
        .set("made", when_words(context.desk, key.created))
        .set("made_iso", base::iso(key.created));
    rows.push_back(std::move(row));
  }
  return rows;
}

Data settings_page(Context& context, const FieldTexts& texts,
                   std::int64_t rev, std::string head, const Errors& errors) {
  Data data = admin_framed(context, "Settings", kSettings);
  std::vector<Data> groups;
  for (const SettingGroup& group : setting_groups()) {
    groups.push_back(group_data(group, texts, errors));
  }
  std::vector<Data> keys = key_rows(context);
  data.set("groups", std::move(groups))
      .set("rev", rev)
      .set("has_keys", !keys.empty())
      .set("keys", std::move(keys));
  set_errors(data, std::move(head), errors);
  return data;
}

std::string said(const std::string& text) {
  if (text.empty()) return "nothing";
  return base::shortened(base::one_line(text), 120);
}

// Both versions: what was typed stays in the form, what is stored is told at
// each field that differs, and saving again counts.
http::Response was_faster(Context& context, const FieldTexts& typed) {
  const store::Settings& stored = context.desk.settings.now();
  const FieldTexts now = texts_of(stored);
  Errors errors;
  for (const auto& [name, text] : typed) {
    const std::string there(base::trimmed(text_of(now, name)));
    if (there != text) errors.push_back({name, "Now stored: " + said(there)});
  }
  if (errors.empty()) errors.push_back({"", "Nothing that you typed differs"});
  return show(context, "admin_settings",
              settings_page(context, typed, stored.rev,
                            "Somebody else saved these settings meanwhile. "
                            "Save again to have them as you typed them.",
                            errors),
              409);
}

// Hours that were typed would be lost without a word.  Whoever has hours and
// takes the tick away means it.
bool hours_need_tick(const FieldTexts& typed, const store::Settings& now) {
  if (!now.hours.empty() || !text_of(typed, "has_hours").empty()) return false;
  return std::ranges::any_of(typed, [](const auto& field) {
    return field.first.starts_with("hours_") && !field.second.empty();
  });
}

Errors faults_of(const FieldTexts& typed, const store::Settings& wish,
                 const store::Settings& now) {
  Errors errors = store::check(wish);
  for (store::FieldError& error : errors) error = at_field(std::move(error));
  if (hours_need_tick(typed, now)) {
    errors.push_back({"has_hours", "Tick this for the hours below to count, "
                                   "or leave the days empty."});
  }
  return errors;
}

// The names of the settings that changed, for the audit log.
std::string changed(const FieldTexts& before, const FieldTexts& after) {
  std::string names;
  for (const auto& [name, text] : after) {
    if (base::trimmed(text_of(before, name)) == text) continue;
    names += (names.empty() ? "" : " ") + name;
  }
  return names;
}

}  // namespace

http::Response settings(Context& context) {
  const store::Settings& now = context.desk.settings.now();
  Data data = settings_page(context, texts_of(now), now.rev, "", {});
  set_done(context, data, "settings", "The settings are saved.");
  return show(context, "admin_settings", data);
}

http::Response save_settings(Context& context) {
  const auto form = checked_form(context);
  if (!form) return page_refusal(context, form.error());
  const FieldTexts typed = texts_in(*form);
  const std::int64_t rev = base::to_number(form->text("rev")).value_or(-1);
  const store::Settings wish = settings_of(typed, rev);
  const Errors errors =
      faults_of(typed, wish, context.desk.settings.now());
  if (!errors.empty()) {
    return show(context, "admin_settings",
                settings_page(context, typed, rev,
                              "The settings were not saved", errors),
                422);
  }
  const FieldTexts before = texts_of(context.desk.settings.now());
  const auto saved = context.desk.settings.save(wish);
  if (!saved && saved.error().reason == base::Reason::conflict) {
    return was_faster(context, typed);
  }
  if (!saved) return page_refusal(context, saved.error());
  note_event(context, "settings_updated", changed(before, typed));
  return http::Response::see_other(std::string(kSettings) + "?done=settings");
}

}  // namespace support::web::admin

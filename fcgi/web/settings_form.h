// The form of the settings: which fields it has, and how each setting is
// written in one and read from one.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "http/request.h"
#include "store/settings.h"

namespace support::web {

// ask: one of store::kAsks.
enum class Shape { line, number, box, check, day, ask };

struct SettingField {
  std::string_view name, label, hint;
  Shape shape;
};
struct SettingGroup {
  std::string_view name, reason;
  std::span<const SettingField> fields;
};
std::span<const SettingGroup> setting_groups();

// Every field's text by its name; a check's is "yes" or "".
using FieldTexts = std::map<std::string, std::string, std::less<>>;
FieldTexts texts_of(const store::Settings& settings);
FieldTexts texts_in(const http::Form& form);
// What is no number becomes one that store::check() refuses.
store::Settings settings_of(const FieldTexts& texts, std::int64_t rev);

// A fault of store::check() at the field of the form that it is about: each
// day's hours have one of their own.
store::FieldError at_field(store::FieldError error);

}  // namespace support::web

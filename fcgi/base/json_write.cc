// Writes JSON byte for byte as json.h promises.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/json.h"
#include "base/text.h"

namespace support::base::json {
namespace {

void append_escape(std::string& out, char32_t c) {
  constexpr char kDigits[] = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
  }
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[c >> shift & 0xF];
}

bool is_plain_ascii(char c) {
  return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto stop = std::ranges::find_if_not(text, is_plain_ascii);
    const auto plain = static_cast<std::size_t>(stop - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;

    const CodePoint point = first_code_point(text);
    if (point.value < 0x80 || is_control(point.value) ||
        is_bidi_or_separator(point.value))
      append_escape(out, point.value);
    else if (point.bytes == 1)
      out += "\uFFFD";
    else
      out += text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
  }
  out += '"';
}

void append_real(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  const std::string_view text(digits, static_cast<std::size_t>(end - digits));
  out += text;
  if (text.find_first_of(".e") == text.npos) out += ".0";
}

void append(std::string& out, const Value& value);

void append(std::string& out, const Object& object) {
  out += '{';
  for (const Member& member : object) {
    if (&member != &object.front()) out += ',';
    append_string(out, member.name);
    out += ':';
    append(out, member.value);
  }
  out += '}';
}

void append(std::string& out, const Array& array) {
  out += '[';
  for (const Value& value : array) {
    if (&value != &array.front()) out += ',';
    append(out, value);
  }
  out += ']';
}

void append(std::string& out, const Value& value) {
  if (const auto* text = value.string())
    append_string(out, *text);
  else if (const auto* number = value.number())
    out += std::to_string(*number);
  else if (const auto* object = value.object())
    append(out, *object);
  else if (const auto* array = value.array())
    append(out, *array);
  else if (const auto* boolean = value.boolean())
    out += *boolean ? "true" : "false";
  else if (const auto* real = value.real())
    append_real(out, *real);
  else
    out += "null";
}

}  // namespace

std::string write(const Value& value) {
  std::string out;
  append(out, value);
  return out;
}

std::string write(const Object& object) {
  std::string out;
  append(out, object);
  return out;
}

}  // namespace support::base::json

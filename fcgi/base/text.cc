#include "base/text.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstring>

namespace support::base {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

std::size_t length_promised_by(unsigned lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;  // a continuation, or overlong whatever follows
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

std::optional<CodePoint> decoded(std::string_view text) {
  const unsigned lead = byte_at(text, 0);
  const std::size_t bytes = length_promised_by(lead);
  if (bytes == 1) return CodePoint{lead, 1};
  if (bytes == 0 || bytes > text.size()) return {};
  char32_t value = lead & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const unsigned next = byte_at(text, i);
    if ((next & 0xC0) != 0x80) return {};
    value = value << 6 | (next & 0x3F);
  }
  constexpr char32_t kLeastOfLength[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeastOfLength[bytes] || value > 0x10FFFF) return {};
  if (value >= 0xD800 && value <= 0xDFFF) return {};
  return CodePoint{value, bytes};
}

bool starts_with_8_ascii(std::string_view bytes) {
  std::uint64_t word;
  if (bytes.size() < sizeof word) return false;
  std::memcpy(&word, bytes.data(), sizeof word);
  return (word & 0x8080808080808080u) == 0;
}

// Unicode's property White_Space.
bool is_white_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// The last code point, which starts at most three continuation bytes back.
CodePoint last_code_point(std::string_view text) {
  std::size_t bytes = 1;
  while (bytes < std::min<std::size_t>(4, text.size()) &&
         (byte_at(text, text.size() - bytes) & 0xC0) == 0x80)
    ++bytes;
  const CodePoint last = first_code_point(text.substr(text.size() - bytes));
  return last.bytes == bytes ? last : CodePoint{kReplacement, 1};
}

// RFC 3986, section 2.3.
bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    if (starts_with_8_ascii(bytes)) {
      bytes.remove_prefix(8);
      continue;
    }
    const auto point = decoded(bytes);
    if (!point) return false;
    bytes.remove_prefix(point->bytes);
  }
  return true;
}

std::size_t code_points(std::string_view text) {
  const auto begins_one = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_one));
}

CodePoint first_code_point(std::string_view text) {
  assert(!text.empty());
  return decoded(text).value_or(CodePoint{kReplacement, 1});
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }

bool is_bidi_or_separator(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

std::string one_line(std::string_view text) {
  std::string line;
  bool blank_waits = false;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (is_white_space(point.value)) {
      blank_waits = !line.empty();
    } else if (!is_control(point.value) && !is_bidi_or_separator(point.value)) {
      if (blank_waits) line += ' ';
      blank_waits = false;
      line += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return line;
}

std::string shortened(std::string_view text, std::size_t max) {
  if (code_points(text) <= max) return std::string(text);
  if (max == 0) return {};
  std::string_view rest = text;
  for (std::size_t kept = 0; kept + 1 < max; ++kept)
    rest.remove_prefix(first_code_point(rest).bytes);
  return std::string(text.substr(0, text.size() - rest.size())) + "…";
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = first_code_point(text);
    if (!is_white_space(first.value)) break;
    text.remove_prefix(first.bytes);
  }
  while (!text.empty()) {
    const CodePoint last = last_code_point(text);
    if (!is_white_space(last.value)) break;
    text.remove_suffix(last.bytes);
  }
  return text;
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  const auto separators = std::ranges::count(text, separator);
  pieces.reserve(static_cast<std::size_t>(separators) + 1);
  for (;;) {
    const std::size_t end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::int64_t> to_number(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return {};
  return number;
}

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string digits;
  digits.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    digits += kDigits[static_cast<unsigned char>(c) >> 4];
    digits += kDigits[c & 0xF];
  }
  return digits;
}

std::optional<std::string> form_decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (text.size() - i < 3) return {};
    const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return {};
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!is_utf8(plain) || has_nul(plain)) return {};
  return plain;
}

std::string url_encoded(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
      continue;
    }
    encoded += '%';
    encoded += kDigits[static_cast<unsigned char>(c) >> 4];
    encoded += kDigits[c & 0xF];
  }
  return encoded;
}

}  // namespace support::base

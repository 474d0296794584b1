#include "store/file_type.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace support::store {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kMostNameCodePoints = 120;
constexpr std::size_t kMostExtensionBytes = 10;

constexpr std::array<FileType, 7> kTypes{{{"png", "image/png", true},
                                          {"jpg", "image/jpeg", true},
                                          {"jpeg", "image/jpeg", true},
                                          {"gif", "image/gif", true},
                                          {"webp", "image/webp", true},
                                          {"pdf", "application/pdf", false},
                                          {"txt", "text/plain", false}}};

// Names that browsers used, or still use, for one of ours.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3>
    kOtherNames{{{"image/jpg", "image/jpeg"},
                 {"image/pjpeg", "image/jpeg"},
                 {"image/x-png", "image/png"}}};

std::string_view media_by_signature(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return "image/png";
  if (bytes.starts_with("\xff\xd8\xff"sv)) return "image/jpeg";
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"))
    return "image/gif";
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 &&
      bytes.substr(8, 4) == "WEBP")
    return "image/webp";
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  return "";
}

// Drawn as nothing, so that they may hide the end of a name (Unicode's
// Default_Ignorable_Code_Point, and what annotates).
bool is_invisible(char32_t c) {
  constexpr std::pair<char32_t, char32_t> kRanges[] = {
      {0x00ad, 0x00ad}, {0x034f, 0x034f}, {0x061c, 0x061c}, {0x115f, 0x1160},
      {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e},
      {0x2060, 0x206f}, {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
      {0xffa0, 0xffa0}, {0xfff0, 0xfffd}, {0xe0000, 0xe0fff}};
  return std::ranges::any_of(kRanges, [c](const auto& range) {
    return c >= range.first && c <= range.second;
  });
}

// U+FFFD, which stands for bytes that are no UTF-8, goes as well.
std::string visible(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const auto point = base::first_code_point(text);
    if (!is_invisible(point.value)) kept += text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
  }
  return kept;
}

std::string_view without_ends(std::string_view name) {
  const auto first = name.find_first_not_of(". ");
  if (first == name.npos) return "";
  return name.substr(first, name.find_last_not_of(". ") - first + 1);
}

// Shortens the stem: the extension says what it is.
std::string fitted(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == name.npos || name.size() - dot > kMostExtensionBytes)
    return base::shortened(name, kMostNameCodePoints);
  const std::string_view extension = name.substr(dot);
  const std::size_t room = kMostNameCodePoints - base::code_points(extension);
  return base::shortened(name.substr(0, dot), room) + std::string(extension);
}

}  // namespace

const FileType* type_by_media(std::string_view media) {
  const auto found = std::ranges::find(kTypes, media, &FileType::media);
  return found == kTypes.end() ? nullptr : &*found;
}

const FileType* type_by_name(std::string_view clean_name) {
  const auto dot = clean_name.rfind('.');
  if (dot == clean_name.npos) return nullptr;
  const std::string extension = base::lower_ascii(clean_name.substr(dot + 1));
  const auto found = std::ranges::find(kTypes, extension, &FileType::extension);
  return found == kTypes.end() ? nullptr : &*found;
}

std::vector<std::string_view> allowed_extensions() {
  std::vector<std::string_view> all;
  for (const FileType& type : kTypes) all.push_back(type.extension);
  return all;
}

bool begins_as(const FileType& type, std::string_view bytes) {
  const std::string_view found = media_by_signature(bytes);
  if (type.media != "text/plain") return found == type.media;
  return found.empty() && base::is_utf8(bytes) && !base::has_nul(bytes);
}

bool is_declared_as(const FileType& type, std::string_view declared) {
  const std::string media = base::lower_ascii(
      base::trimmed(declared.substr(0, declared.find(';'))));
  if (media.empty() || media == "application/octet-stream") return true;
  const auto other = std::ranges::find(
      kOtherNames, media,
      &std::pair<std::string_view, std::string_view>::first);
  return type.media == (other == kOtherNames.end() ? media : other->second);
}

std::string clean_file_name(std::string_view as_sent) {
  // What is invisible goes first: every later step must see the name as a
  // reader will.
  std::string name = base::one_line(visible(as_sent));
  if (const auto folder = name.find_last_of("/\\"); folder != name.npos)
    name.erase(0, folder + 1);
  for (char& c : name)
    if (":*?\"<>|"sv.find(c) != std::string_view::npos) c = '_';
  const std::string_view ends = without_ends(name);
  return ends.empty() ? "file" : fitted(ends);
}

}  // namespace support::store

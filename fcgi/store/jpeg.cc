#include "store/jpeg.h"

#include <array>
#include <string>

#include "store/byte_order.h"

namespace support::store {
namespace {

using std::string_view_literals::operator""sv;

// A real file has tens of them; the limit is for those made to be slow.
constexpr std::size_t kMostSegments = 4096;

constexpr std::uint32_t kStart = 0xd8;  // SOI
constexpr std::uint32_t kEnd = 0xd9;    // EOI
constexpr std::uint32_t kScan = 0xda;   // SOS: coded data follows
constexpr std::uint32_t kApp0 = 0xe0;
constexpr std::uint32_t kApp1 = 0xe1;
constexpr std::uint32_t kApp2 = 0xe2;
constexpr std::uint32_t kApp14 = 0xee;
constexpr std::uint32_t kApp15 = 0xef;
constexpr std::uint32_t kComment = 0xfe;
constexpr std::uint32_t kCodedData = 0;  // no marker: what follows an SOS

struct Segment {
  std::uint32_t marker;
  std::string_view bytes;  // with the marker

  std::string_view data() const { return bytes.substr(4); }
};

bool is_restart(std::uint32_t marker) {
  return marker >= 0xd0 && marker <= 0xd7;
}

bool is_frame(std::uint32_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 &&
         marker != 0xc8 && marker != 0xcc;
}

// The first marker in coded data from `at` on, or the end of the file.
std::size_t end_of_coded_data(std::string_view bytes, std::size_t at) {
  for (;;) {
    at = bytes.find('\xff', at);
    if (at == bytes.npos || at + 1 >= bytes.size()) return bytes.size();
    const std::uint32_t next = byte_at(bytes, at + 1);
    if (next != 0 && next != 0xff && !is_restart(next)) return at;
    at += next == 0xff ? 1 : 2;
  }
}

// The segment whose marker begins at `at`; nothing if it is none or is cut
// off.
std::optional<Segment> segment_at(std::string_view bytes, std::size_t at) {
  if (at >= bytes.size() || bytes[at] != '\xff') return std::nullopt;
  const auto marker_at = bytes.find_first_not_of('\xff', at);
  if (marker_at == bytes.npos) return std::nullopt;
  const std::uint32_t marker = byte_at(bytes, marker_at);
  at = marker_at - 1;  // fill bytes before it say nothing
  if (marker == kStart || marker == kEnd)
    return Segment{marker, bytes.substr(at, 2)};
  if (marker == 0 || bytes.size() - at < 4) return std::nullopt;
  const std::size_t length = big16(bytes, at + 2);
  if (length < 2 || bytes.size() - at < 2 + length) return std::nullopt;
  return Segment{marker, bytes.substr(at, 2 + length)};
}

std::size_t end_in(std::string_view whole, const Segment& segment) {
  return static_cast<std::size_t>(segment.bytes.data() - whole.data()) +
         segment.bytes.size();
}

std::optional<std::vector<Segment>> segments_of(std::string_view bytes) {
  std::vector<Segment> segments;
  bool has_picture = false;
  for (std::size_t at = 0; segments.size() < kMostSegments;) {
    const auto segment = segment_at(bytes, at);
    // After a scan, what is cut off may go; before, there is no picture.
    if (!segment) return has_picture ? std::optional(segments) : std::nullopt;
    if ((segment->marker == kStart) != segments.empty()) return std::nullopt;
    segments.push_back(*segment);
    if (segment->marker == kEnd)
      return has_picture ? std::optional(segments) : std::nullopt;
    at = end_in(bytes, *segment);
    if (segment->marker != kScan) continue;
    has_picture = true;
    const std::size_t end = end_of_coded_data(bytes, at);
    segments.push_back({kCodedData, bytes.substr(at, end - at)});
    at = end;
  }
  return std::nullopt;
}

// The orientation (1 to 8) in Exif data: TIFF 6.0, section 2; tag 274 in the
// first directory.  0 when it is not told.
std::uint32_t orientation_in(std::string_view exif) {
  if (!exif.starts_with("Exif\0\0"sv) || exif.size() < 14) return 0;
  const std::string_view tiff = exif.substr(6);
  const bool is_big = tiff.starts_with("MM"sv);
  if (!is_big && !tiff.starts_with("II"sv)) return 0;
  const auto get16 = is_big ? big16 : little16;
  const auto get32 = is_big ? big32 : little32;
  const std::size_t directory = get32(tiff, 4);
  if (directory > tiff.size() - 2) return 0;
  const std::size_t count = get16(tiff, directory);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + i * 12;
    if (entry + 12 > tiff.size()) return 0;
    if (get16(tiff, entry) != 274) continue;
    const std::uint32_t value = get16(tiff, entry + 8);
    return value <= 8 ? value : 0;
  }
  return 0;
}

// An Exif segment that tells the orientation and nothing else.
std::string_view orientation_segment(std::uint32_t orientation) {
  static const auto kSegments = [] {
    std::array<std::string, 9> all;
    for (std::size_t i = 2; i < all.size(); ++i)
      all[i] = std::string("\xff\xe1\x00\x22" "Exif\0\0" "MM\0*\0\0\0\x08"
                           "\0\x01" "\x01\x12\0\x03\0\0\0\x01\0"sv) +
               static_cast<char>(i) + std::string(6, '\0');
    return all;
  }();
  return kSegments[orientation];  // empty for 0 and for 1, the usual one
}

bool is_kept(const Segment& segment) {
  if (segment.marker == kApp0) return segment.data().starts_with("JFIF\0"sv);
  if (segment.marker == kApp2)
    return segment.data().starts_with("ICC_PROFILE\0"sv);
  if (segment.marker == kApp14) return segment.data().starts_with("Adobe"sv);
  return segment.marker != kComment &&
         (segment.marker < kApp0 || segment.marker > kApp15);
}

}  // namespace

std::optional<ImageSize> jpeg_size(std::string_view bytes) {
  const auto segments = segments_of(bytes);
  if (!segments) return std::nullopt;
  for (const Segment& segment : *segments)
    if (is_frame(segment.marker) && segment.bytes.size() >= 9)
      return ImageSize{big16(segment.bytes, 7), big16(segment.bytes, 5)};
  return std::nullopt;
}

std::optional<std::vector<std::string_view>> without_metadata(
    std::string_view bytes) {
  const auto segments = segments_of(bytes);
  if (!segments) return std::nullopt;
  std::vector<std::string_view> pieces;
  bool is_turned = false;
  for (const Segment& segment : *segments) {
    if (is_kept(segment)) pieces.push_back(segment.bytes);
    if (segment.marker != kApp1 || is_turned) continue;
    const auto turned = orientation_segment(orientation_in(segment.data()));
    is_turned = !turned.empty();
    if (is_turned) pieces.push_back(turned);
  }
  return pieces;
}

}  // namespace support::store

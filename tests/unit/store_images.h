// Small files of each type that we take, made by hand: headers as the
// standards have them, and little else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace support::test {

using std::string_view_literals::operator""sv;

inline std::string big(std::uint32_t number, int bytes) {
  std::string text;
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    text += static_cast<char>(number >> shift & 0xff);
  return text;
}
inline std::string little(std::uint32_t number, int bytes) {
  const std::string text = big(number, bytes);
  return {text.rbegin(), text.rend()};
}

inline std::string png(std::uint32_t width, std::uint32_t height) {
  return std::string("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"sv) + big(width, 4) +
         big(height, 4) + std::string("\x08\x02\0\0\0"sv);
}

inline std::string gif(std::uint32_t width, std::uint32_t height) {
  return "GIF89a" + little(width, 2) + little(height, 2) +
         std::string("\0\0\0;"sv);
}

inline std::string riff(const std::string& chunk) {
  return "RIFF" + little(static_cast<std::uint32_t>(chunk.size() + 4), 4) +
         "WEBP" + chunk;
}
inline std::string webp_lossy(std::uint32_t width, std::uint32_t height) {
  return riff("VP8 " + little(10, 4) + std::string("\0\0\0\x9d\x01\x2a"sv) +
              little(width | 1u << 14, 2) + little(height, 2));
}
inline std::string webp_lossless(std::uint32_t width, std::uint32_t height) {
  return riff("VP8L" + little(10, 4) + "\x2f" +
              little((width - 1) | (height - 1) << 14, 4) +
              std::string(5, '\0'));
}
inline std::string webp_extended(std::uint32_t width, std::uint32_t height) {
  return riff("VP8X" + little(10, 4) + std::string(4, '\0') +
              little(width - 1, 3) + little(height - 1, 3));
}

// One segment of a JPEG.
inline std::string segment(std::uint32_t marker, const std::string& data) {
  return "\xff" + big(marker, 1) +
         big(static_cast<std::uint32_t>(data.size() + 2), 2) + data;
}
inline std::string frame(std::uint32_t width, std::uint32_t height) {
  return segment(0xc0, "\x08" + big(height, 2) + big(width, 2) +
                           std::string("\x01\x01\x11\0"sv));
}
// A scan with a stuffed byte and a restart marker in its coded data.
inline std::string scan() {
  return segment(0xda, std::string("\x01\x01\0\0\x3f\0"sv)) +
         std::string("ab\xff\0cd\xff\xd0" "ef"sv);
}
// `extra` stands between the start and the frame.
inline std::string jpeg(std::uint32_t width, std::uint32_t height,
                        const std::string& extra = "") {
  return "\xff\xd8" + extra + frame(width, height) + scan() + "\xff\xd9";
}
// An Exif segment that tells a place and, unless it is 0, an orientation.
inline std::string exif(std::uint32_t orientation, bool is_big = true) {
  const auto put = is_big ? big : little;
  std::string tiff = is_big ? "MM" : "II";
  tiff += put(42, 2) + put(8, 4) + put(orientation ? 2 : 1, 2);
  tiff += put(0x8825, 2) + put(4, 2) + put(1, 4) + put(64, 4);
  if (orientation)
    tiff += put(274, 2) + put(3, 2) + put(1, 4) + put(orientation, 2) +
            put(0, 2);
  return segment(0xe1, std::string("Exif\0\0"sv) + tiff + put(0, 4) +
                           "GPS 51.5N 0.1W");
}

}  // namespace support::test

#include "store/image_size.h"

#include "store/byte_order.h"
#include "store/jpeg.h"

namespace support::store {
namespace {

using std::string_view_literals::operator""sv;

// ISO/IEC 15948, 11.2.2: IHDR is the first chunk.
std::optional<ImageSize> png_size(std::string_view bytes) {
  if (bytes.size() < 24 || bytes.substr(12, 4) != "IHDR") return std::nullopt;
  return ImageSize{big32(bytes, 16), big32(bytes, 20)};
}

// GIF89a specification, section 18: the logical screen.
std::optional<ImageSize> gif_size(std::string_view bytes) {
  if (bytes.size() < 10) return std::nullopt;
  return ImageSize{little16(bytes, 6), little16(bytes, 8)};
}

// RFC 9649, section 2; the first chunk's data begins at 20.
std::optional<ImageSize> webp_size(std::string_view bytes) {
  if (bytes.size() < 30) return std::nullopt;
  const std::string_view chunk = bytes.substr(12, 4);
  if (chunk == "VP8X")
    return ImageSize{little24(bytes, 24) + 1, little24(bytes, 27) + 1};
  if (chunk == "VP8L" && bytes[20] == '\x2f') {
    const std::uint32_t bits = little32(bytes, 21);
    return ImageSize{(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1};
  }
  // RFC 6386, section 9.1: 14 bits of size, 2 of scaling.
  if (chunk == "VP8 " && bytes.substr(23, 3) == "\x9d\x01\x2a"sv)
    return ImageSize{little16(bytes, 26) & 0x3fffu,
                     little16(bytes, 28) & 0x3fffu};
  return std::nullopt;
}

std::optional<ImageSize> any_size(std::string_view media,
                                  std::string_view bytes) {
  if (media == "image/png") return png_size(bytes);
  if (media == "image/jpeg") return jpeg_size(bytes);
  if (media == "image/gif") return gif_size(bytes);
  if (media == "image/webp") return webp_size(bytes);
  return std::nullopt;
}

}  // namespace

std::optional<ImageSize> image_size(std::string_view media,
                                    std::string_view bytes) {
  const auto size = any_size(media, bytes);
  return size && size->pixels() > 0 ? size : std::nullopt;
}

}  // namespace support::store

// An image's width and height, read from its header; nothing is decoded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace support::store {

struct ImageSize {
  std::uint32_t width = 0;   // never 0
  std::uint32_t height = 0;
  std::uint64_t pixels() const { return std::uint64_t{width} * height; }
  bool operator==(const ImageSize&) const = default;
};

// `media` is one of our image types and `bytes` the whole file, or as much of
// it as there is.  Nothing when the header is cut short, makes no sense, or
// says 0.
std::optional<ImageSize> image_size(std::string_view media,
                                    std::string_view bytes);

}  // namespace support::store

// JPEG files as their segments (ITU T.81, annex B): the size, and the same
// picture without what tells where, when and by whom it was taken (security.md
// O36).  Nothing is decoded.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/image_size.h"

namespace support::store {

// From the first frame header; nothing when there is none.
std::optional<ImageSize> jpeg_size(std::string_view bytes);

// The pieces that make the picture, in order; they point into `bytes` or into
// constants.  Kept are the coded picture, JFIF, the colour profile and Adobe's
// colour transform, and of the Exif data the orientation.  Gone are Exif, XMP,
// IPTC, comments, makers' data, thumbnails, and whatever follows the end of
// the picture, such as previews with Exif data of their own.  A file that is
// cut off inside the coded picture stays as long as it is.  Nothing when the
// segments make no sense.
std::optional<std::vector<std::string_view>> without_metadata(
    std::string_view bytes);

}  // namespace support::store

// The few words of a text around those that were looked for.
#pragma once

#include <string_view>
#include <vector>

#include "index/listing.h"
#include "index/words.h"

namespace support::index {

// On one line, about kSnippetLetters long, cut between words where it can be
// and between letters where not; what was left out is "…".
inline constexpr std::size_t kSnippetLetters = 160;
std::vector<Piece> snippet(std::string_view text, const Wanted& wanted);

}  // namespace support::index

// The conversations that a figure of the statistics counts.
#pragma once

#include "index/queries.h"

namespace support::index {

// Their keys, some perhaps twice; none for a name that is no figure's.
Question counted_question(const Counted& counted);

}  // namespace support::index
